/**
 * The models that stand in a workspace and how they descend from one another, read from their manifests alone. Start from {@link
 * dev.perennial.training.registry.Registry}.
 */
package dev.perennial.training.registry;
