/** Containers as tasks of Amazon ECS on Fargate or as functions of AWS Lambda, through Amazon's own SDK. */
package io.sockerless.drivers.aws;
