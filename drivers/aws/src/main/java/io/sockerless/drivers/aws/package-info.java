/** Containers as tasks of Amazon ECS on Fargate, through Amazon's own SDK. */
package io.sockerless.drivers.aws;
