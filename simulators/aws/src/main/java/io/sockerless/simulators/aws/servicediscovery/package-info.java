/** Cloud Map: namespaces, services in them, and the instances that are found by name. */
package io.sockerless.simulators.aws.servicediscovery;
