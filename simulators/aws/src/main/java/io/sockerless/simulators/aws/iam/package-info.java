/** IAM: users, groups, roles and what their policies say. */
package io.sockerless.simulators.aws.iam;
