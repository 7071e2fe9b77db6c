/** EC2: the networks of accounts, and the interfaces that tasks have in them. There are no instances. */
package io.sockerless.simulators.aws.ec2;
