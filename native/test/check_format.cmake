# Fails when a C++ file is not formatted as .clang-format says; skips, visibly, without clang-format.
#
#   cmake -DROOT=<native> -DCLANG_FORMAT=<program or NOTFOUND> -P check_format.cmake
cmake_minimum_required(VERSION 3.16)

if(NOT CLANG_FORMAT)
  message("SKIPPED: no clang-format 14 here; formatting is not checked")
  return()
endif()
execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE version)
if(NOT version MATCHES "version 14\\.")
  message("SKIPPED: ${CLANG_FORMAT} is not version 14, and versions differ in taste; formatting "
          "is not checked")
  return()
endif()

file(GLOB_RECURSE files ${ROOT}/src/*.cc ${ROOT}/src/*.h ${ROOT}/include/*.h ${ROOT}/test/*.cc
     ${ROOT}/test/*.h ${ROOT}/fuzz/*.cc ${ROOT}/fuzz/*.h)
execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror --style=file ${files}
                RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "Not formatted. To repair: ${CLANG_FORMAT} -i <the files above>")
endif()
