// Command terraform is Terraform's own core with the AWS provider in one program, for what a test needs of them:
//
//	terraform apply|plan|destroy DIRECTORY
//
// The configuration is DIRECTORY's, with variables from TF_VAR_name, and the state is DIRECTORY/terraform.tfstate. plan
// refreshes and ends with 2 if anything differs, as with -detailed-exitcode.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform/config/module"
	"github.com/hashicorp/terraform/terraform"
	"github.com/terraform-providers/terraform-provider-aws/aws"
)

func main() {
	log.SetOutput(io.Discard)
	if os.Getenv("TF_LOG") != "" {
		log.SetOutput(os.Stderr)
	}
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: terraform apply|plan|destroy DIRECTORY")
		os.Exit(1)
	}
	code, err := run(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

func run(command, directory string) (int, error) {
	file := filepath.Join(directory, "terraform.tfstate")
	state, err := read(file)
	if err != nil {
		return 0, err
	}
	tree, err := module.NewTreeModule("", directory)
	if err != nil {
		return 0, err
	}
	if err := tree.Load(&module.Storage{StorageDir: filepath.Join(directory, ".modules"), Mode: module.GetModeGet}); err != nil {
		return 0, err
	}
	context, err := terraform.NewContext(&terraform.ContextOpts{
		Destroy:   command == "destroy",
		Module:    tree,
		State:     state,
		Variables: variables(),
		ProviderResolver: terraform.ResourceProviderResolverFixed(map[string]terraform.ResourceProviderFactory{
			"aws": terraform.ResourceProviderFactoryFixed(aws.Provider()),
		}),
	})
	if err != nil {
		return 0, err
	}
	if problems := context.Validate(); problems.HasErrors() {
		return 0, problems.Err()
	}
	if state, err = context.Refresh(); err != nil {
		return 0, err
	}
	plan, err := context.Plan()
	if err != nil {
		return 0, err
	}
	fmt.Print(plan)
	if command == "plan" {
		if plan.Diff.Empty() {
			return 0, nil
		}
		return 2, nil
	}
	state, failure := context.Apply()
	if err := write(file, state); err != nil {
		return 0, err
	}
	return 0, failure
}

func variables() map[string]interface{} {
	all := map[string]interface{}{}
	for _, one := range os.Environ() {
		if name, value, ok := strings.Cut(strings.TrimPrefix(one, "TF_VAR_"), "="); ok && strings.HasPrefix(one, "TF_VAR_") {
			all[name] = value
		}
	}
	return all
}

func read(file string) (*terraform.State, error) {
	in, err := os.Open(file)
	if os.IsNotExist(err) {
		return terraform.NewState(), nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return terraform.ReadState(in)
}

func write(file string, state *terraform.State) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	return terraform.WriteState(state, out)
}
