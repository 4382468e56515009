"""The environments: real things that are observed and acted on."""
