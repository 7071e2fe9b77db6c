variable "endpoint" {}

variable "word" {}

variable "generation" {}

provider "aws" {
  region              = "eu-central-1"
  access_key          = "test"
  secret_key          = "test"
  s3_force_path_style = true

  endpoints {
    cloudwatch       = "${var.endpoint}"
    cloudwatchevents = "${var.endpoint}"
    cloudwatchlogs   = "${var.endpoint}"
    ec2              = "${var.endpoint}"
    ecr              = "${var.endpoint}"
    ecs              = "${var.endpoint}"
    efs              = "${var.endpoint}"
    iam              = "${var.endpoint}"
    lambda           = "${var.endpoint}"
    s3               = "${var.endpoint}"
    ssm              = "${var.endpoint}"
    sts              = "${var.endpoint}"
  }
}

data "aws_caller_identity" "me" {}

data "aws_availability_zones" "all" {}

data "aws_vpc" "default" {
  default = true
}

data "aws_subnet_ids" "default" {
  vpc_id = "${data.aws_vpc.default.id}"
}
