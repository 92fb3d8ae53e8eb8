// What the two programs of workers share. Each defines make_reader().
//
// Why       A child is forked for each document, and forking costs by what its parent has loaded.
//           What draws and recognises pages loads twice as many libraries as what reads documents,
//           so it is a program of its own.
#pragma once

namespace kontor {

// Becomes kontor-extract-pages, beside this program, when that is what was asked for. True: it
// should have, and could not.
bool become_pages_program(int argc, char** argv);

// Says what is the matter on stderr. The exit status.
int run_worker_program(int argc, char** argv);

}  // namespace kontor
