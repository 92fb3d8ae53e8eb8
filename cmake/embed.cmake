# Writes the files of FOLDER, by name, into the C++ source OUTPUT: page_files() of server/page.
file(GLOB files LIST_DIRECTORIES false RELATIVE ${FOLDER} ${FOLDER}/*)
list(FILTER files EXCLUDE REGEX "\\.md$")
list(SORT files)
set(arrays "")
set(rows "")
set(number 0)
foreach(name IN LISTS files)
  file(READ ${FOLDER}/${name} bytes HEX)
  file(SHA256 ${FOLDER}/${name} digest)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  # A line of one literal: compilers cap the length of a line's literal far above that of these files.
  string(APPEND arrays "constexpr char file_${number}[] = \"${bytes}\";\n")
  string(APPEND rows "    {\"${name}\", {file_${number}, ${size}}, \"${digest}\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"server/page/page.h\"\n\n#include <array>\n\nnamespace kontor {\n\nnamespace {\n\n${arrays}
constexpr std::array<PageFile, ${number}> files{{\n${rows}}};\n\n}  // namespace\n
std::span<const PageFile> page_files() {\n    return files;\n}\n\n}  // namespace kontor\n")
