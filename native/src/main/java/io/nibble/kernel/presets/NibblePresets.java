package io.nibble.kernel.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * Tells JavaCPP to turn {@code nibble.h}, and nothing else, into Java at build time. The bindings
 * inherit from this class, so it refers to JavaCPP by annotations alone, which a JVM does not look
 * up.
 */
@Properties(
    value = @Platform(include = "nibble/nibble.h"),
    inherit = NibbleTypes.class,
    target = "io.nibble.kernel.bindings",
    global = "io.nibble.kernel.bindings.Nibble")
public class NibblePresets {}
