/** EFS: file systems that tasks mount, each of which is a named volume at the engine. */
package io.sockerless.simulators.aws.efs;
