package io.nibble.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;

/**
 * What {@link ForeignMemory} needs of java.lang.foreign, looked up by name, because Java 17 lacks
 * it. All of it works on one segment, from address 0 to the last.
 */
final class Foreign {
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final Class<?> SEGMENT = type("MemorySegment");
  private static final Class<?> LAYOUT = type("ValueLayout");
  private static final Class<?> ARENA = type("Arena");

  private static final Object MEMORY = memory();

  private Foreign() {}

  /** Elements by address: get(long), set(long, value). */
  static VarHandle elements(String layout) {
    MethodHandle ofLayout = method(LAYOUT, "varHandle", VarHandle.class);
    MethodHandle insert =
        function(
            MethodHandles.class,
            "insertCoordinates",
            VarHandle.class,
            VarHandle.class,
            int.class,
            Object[].class);
    Object[] segment = {MEMORY};
    return (VarHandle) call(() -> insert.invoke(ofLayout.invoke(layout(layout)), 0, segment));
  }

  /** (array, index, address, count). */
  static MethodHandle copyFromArray(String layout) {
    MethodHandle copy =
        function(
            SEGMENT,
            "copy",
            void.class,
            Object.class,
            int.class,
            SEGMENT,
            LAYOUT,
            long.class,
            int.class);
    return MethodHandles.insertArguments(copy, 2, MEMORY, layout(layout));
  }

  /** (address, array, index, count). */
  static MethodHandle copyToArray(String layout) {
    MethodHandle copy =
        function(
            SEGMENT,
            "copy",
            void.class,
            SEGMENT,
            LAYOUT,
            long.class,
            Object.class,
            int.class,
            int.class);
    return MethodHandles.insertArguments(copy, 0, MEMORY, layout(layout));
  }

  /** (address, bytes, value). */
  static MethodHandle fill() {
    MethodHandle slice = method(SEGMENT, "asSlice", SEGMENT, long.class, long.class);
    MethodHandle fill = method(SEGMENT, "fill", SEGMENT, byte.class);
    MethodHandle both = MethodHandles.collectArguments(fill, 0, slice.bindTo(MEMORY));
    return both.asType(both.type().changeReturnType(void.class));
  }

  /** A zeroed block. */
  static MemoryBlock allocate(long bytes, long alignment) {
    MethodHandle ofShared = function(ARENA, "ofShared", ARENA);
    MethodHandle allocate = method(ARENA, "allocate", SEGMENT, long.class, long.class);
    MethodHandle close = method(ARENA, "close", void.class);
    Object arena = call(() -> ofShared.invoke());
    Object segment = call(() -> allocate.invoke(arena, bytes, alignment));
    return new MemoryBlock(addressOf(segment), () -> call(() -> close.invoke(arena)));
  }

  static long addressOf(Buffer buffer) {
    MethodHandle ofBuffer = function(SEGMENT, "ofBuffer", SEGMENT, Buffer.class);
    return addressOf(call(() -> ofBuffer.invoke(buffer)));
  }

  private static long addressOf(Object segment) {
    MethodHandle address = method(SEGMENT, "address", long.class);
    return (long) call(() -> address.invoke(segment));
  }

  private static Object memory() {
    MethodHandle ofAddress = function(SEGMENT, "ofAddress", SEGMENT, long.class);
    MethodHandle reinterpret = method(SEGMENT, "reinterpret", SEGMENT, long.class);
    return call(() -> reinterpret.invoke(ofAddress.invoke(0L), Long.MAX_VALUE));
  }

  private static Object layout(String name) {
    return call(() -> LAYOUT.getField(name).get(null));
  }

  private static Class<?> type(String name) {
    return (Class<?>) call(() -> Class.forName("java.lang.foreign." + name));
  }

  private static MethodHandle method(Class<?> owner, String name, Class<?> result, Class<?>... in) {
    MethodType type = MethodType.methodType(result, in);
    return (MethodHandle) call(() -> LOOKUP.findVirtual(owner, name, type));
  }

  private static MethodHandle function(
      Class<?> owner, String name, Class<?> result, Class<?>... in) {
    MethodType type = MethodType.methodType(result, in);
    return (MethodHandle) call(() -> LOOKUP.findStatic(owner, name, type));
  }

  /** What method handles throw, Throwable to the compiler. */
  interface Call {
    Object run() throws Throwable;
  }

  static Object call(Call call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
