// The Engine in memory: the model that tests compare against; keeps nothing. Same contract as
// every other.
#pragma once

#include "storage/kv/engine.h"

#include <memory>
#include <span>

namespace kontor {

std::unique_ptr<Engine> make_memory_engine(std::span<const Table> tables);

}  // namespace kontor
