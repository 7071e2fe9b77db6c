/**
 * An OCI registry to embed: {@code /v2/} of the distribution spec 1.1 over a content store, at a listener of its own.
 *
 * <p>{@link io.sockerless.frontends.registry.Registry} is what is stored, and knows no HTTP;
 * {@link io.sockerless.frontends.registry.RegistryApi} serves it; {@link io.sockerless.frontends.registry.Authorizer}
 * decides who may do what.
 */
package io.sockerless.frontends.registry;
