/** Sessions with processes, as the Session Manager's plugin of the AWS CLI speaks to them: the data channel (decision 0029). */
package io.sockerless.simulators.aws.ssmmessages;
