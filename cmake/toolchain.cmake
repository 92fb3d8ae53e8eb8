# Flags, launcher and linker: the same for every target, so that one precompiled header serves all.
# g++ 12 raises false alarms about lengths inside its own std::string at -O2; the dev build keeps those warnings.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG -Wno-stringop-overread -Wno-stringop-overflow -Wno-array-bounds")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wold-style-cast -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 raises false alarms inside its own std::string; fpch-preprocess lets ccache see through the header.
  add_compile_options(-Wno-restrict -fpch-preprocess)
else()
  add_compile_options(-Wthread-safety)
endif()
add_compile_options(-fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-Wl,-z,relro,-z,now)

if(KONTOR_SANITIZE)
  add_compile_options(-fsanitize=${KONTOR_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${KONTOR_SANITIZE})
endif()
if(KONTOR_SANITIZE STREQUAL "thread")
  add_compile_options(-Wno-stringop-overread -Wno-stringop-overflow -Wno-array-bounds)  # the same false alarms
endif()
if(KONTOR_TESTS)
  # Fault points (base/fault.h) exist only where tests are built.
  add_compile_definitions(KONTOR_FAULT_POINTS)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
include_directories(${CMAKE_SOURCE_DIR})
