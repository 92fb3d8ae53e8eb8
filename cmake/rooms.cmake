# kontor_room(NAME ROOMS a b LIBRARIES x y): a room is a folder with one static library of all its .cc files.
# ROOMS are rooms of ours it may use, LIBRARIES foreign ones; both are linked, and tests/tidy judges the includes.
find_package(PkgConfig REQUIRED)

find_package(CLI11 REQUIRED)

add_library(kontor_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(kontor_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.h)
add_library(kontor_cli_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(kontor_cli_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/cli_pch.h)
target_link_libraries(kontor_cli_pch PUBLIC CLI11::CLI11)

# ccache hashes this file instead of the compiled header beside it, which differs from tree to tree though it says the same.
function(kontor_pch_sum directory)
  file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/pch.h sum)  # what else a header adds, its directory names
  string(SHA256 sum "${sum} ${directory} ${CMAKE_CXX_COMPILER_VERSION}")
  file(WRITE ${CMAKE_BINARY_DIR}/${directory}/cmake_pch.hxx.gch.sum "${sum}\n")
endfunction()
kontor_pch_sum(CMakeFiles/kontor_pch.dir)
kontor_pch_sum(CMakeFiles/kontor_cli_pch.dir)

function(kontor_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "main\\.cc$")
  add_library(${name} STATIC ${sources})
  target_precompile_headers(${name} REUSE_FROM kontor_pch)
  target_link_libraries(${name} PUBLIC ${ROOM_ROOMS} ${ROOM_LIBRARIES})
endfunction()

# kontor_program(NAME SOURCES… ROOMS … LIBRARIES …): one executable in bin/.
function(kontor_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  if("CLI11::CLI11" IN_LIST PROGRAM_LIBRARIES)
    target_precompile_headers(${name} REUSE_FROM kontor_cli_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM kontor_pch)
  endif()
  target_link_libraries(${name} PRIVATE ${PROGRAM_ROOMS} ${PROGRAM_LIBRARIES})
endfunction()

# kontor_text_literal(FILE INCLUDE): a text file as a C++ string literal, to be included as "INCLUDE" by a room that has
# ${CMAKE_BINARY_DIR}/literals among its include directories. Written anew when the file changes.
function(kontor_text_literal file include)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/literals/${include} CONTENT "R\"kontor(@text@)kontor\"\n" @ONLY)
endfunction()

# pkg_library(PACKAGE): the imported target PkgConfig::PACKAGE, headers as system headers.
function(pkg_library package)
  if(NOT TARGET PkgConfig::${package})
    pkg_check_modules(${package} REQUIRED IMPORTED_TARGET GLOBAL ${package})
    get_target_property(includes PkgConfig::${package} INTERFACE_INCLUDE_DIRECTORIES)
    if(includes)
      set_target_properties(PkgConfig::${package} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${includes}")
    endif()
  endif()
endfunction()
