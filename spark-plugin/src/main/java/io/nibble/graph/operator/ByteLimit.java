package io.nibble.graph.operator;

/** No byte of a tensor is larger than this. */
public record ByteLimit(String tensor, String what, int largest) {}
