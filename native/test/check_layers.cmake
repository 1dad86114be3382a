# Fails when a file of native/src includes one of a layer above its own.
#
#   cmake -DSOURCES=<native/src> -P check_layers.cmake
#
# A layer is a folder, but for the kernel table, which stands above the micro-kernels that it lists,
# and the entry points at the top. Each may include itself and what is named here.
cmake_minimum_required(VERSION 3.16)

set(MAY_INCLUDE_cpu "")
set(MAY_INCLUDE_layout "")
set(MAY_INCLUDE_quant "public")
set(MAY_INCLUDE_ops "public")
set(MAY_INCLUDE_kernels "layout")
set(MAY_INCLUDE_table "cpu;kernels;ops;quant")
set(MAY_INCLUDE_driver "public;layout;kernels;table;ops;quant")
set(MAY_INCLUDE_api "public;cpu;layout;quant;ops;kernels;table;driver")

# Files compiled for one ISA see no standard library but types.
set(SEALED "_avx|_amx|_neon")
set(SEALED_SYSTEM_HEADERS "immintrin.h;arm_neon.h;cstddef;cstdint")

function(layer_of path result)
  if(path MATCHES "kernel_table")
    set(layer table)
  elseif(path MATCHES "^nibble/")
    set(layer public)
  elseif(path MATCHES "^([a-z]+)/")
    set(layer ${CMAKE_MATCH_1})
  else()
    set(layer api)
  endif()
  set(${result} ${layer} PARENT_SCOPE)
endfunction()

set(problems "")
set(checked 0)
file(GLOB_RECURSE files RELATIVE ${SOURCES} ${SOURCES}/*.cc ${SOURCES}/*.h)
foreach(file ${files})
  if(file MATCHES "^main/")
    continue()
  endif()
  layer_of(${file} layer)
  if(NOT DEFINED MAY_INCLUDE_${layer})
    list(APPEND problems "${file}: the folder is no layer of check_layers.cmake")
    continue()
  endif()
  file(STRINGS ${SOURCES}/${file} includes REGEX "^ *# *include")
  foreach(include ${includes})
    math(EXPR checked "${checked} + 1")
    if(include MATCHES "\"([^\"]+)\"")
      layer_of(${CMAKE_MATCH_1} included)
      if(NOT included STREQUAL layer AND NOT included IN_LIST MAY_INCLUDE_${layer})
        list(APPEND problems "${file}: the layer ${layer} must not include ${CMAKE_MATCH_1}")
      endif()
    elseif(file MATCHES "${SEALED}" AND include MATCHES "<([^>]+)>" AND
           NOT CMAKE_MATCH_1 IN_LIST SEALED_SYSTEM_HEADERS)
      list(APPEND problems "${file}: a file with ISA flags must not include <${CMAKE_MATCH_1}>")
    endif()
  endforeach()
endforeach()

if(checked EQUAL 0)
  list(APPEND problems "no include found under ${SOURCES}")
endif()
if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "Layering:\n  ${text}")
endif()
message(STATUS "${checked} includes keep to their layers")
