/** Parameter Store of AWS Systems Manager, API 2014-11-06. */
package io.sockerless.simulators.aws.ssm;
