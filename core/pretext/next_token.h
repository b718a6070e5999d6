// Next-token examples (GPT; recipes.md 1.1): y is x moved on by one.
#pragma once

#include <span>

#include "core/pretext/example.h"
#include "core/spec/settings.h"

namespace unmask {

// window: T+1 tokens. inputIds = window[0..T), labels = window[1..T].
Example nextTokenExample(std::span<const int64_t> window);

// The examples one sentence makes: one per non-empty prefix with a successor (n-1 for n tokens).
uint64_t nextTokenExampleCount(uint64_t tokens);

}  // namespace unmask
