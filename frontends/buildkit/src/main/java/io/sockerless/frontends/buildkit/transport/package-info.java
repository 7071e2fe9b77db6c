/** gRPC over connections that HTTP clients have handed over. */
package io.sockerless.frontends.buildkit.transport;
