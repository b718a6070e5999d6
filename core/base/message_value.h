// A message as a value of another one, or kept as text: "x is damaged: its header is cut off".
//
// It travels as the text that every value is (run.db, corpus.json, the worker's socket), with its
// pattern and values marked off by control characters, so that whoever shows it can translate it.
#pragma once

#include <functional>
#include <string>

#include "core/base/result.h"

namespace unmask {

std::string asValue(const Message&);
std::string asValue(const Error&);  // place, what and advice, as in inEnglish

// What a value says: itself, or its message put into words with `translate`, which gets patterns.
// Any text may be given: what is not well-formed is shown as it is.
std::string said(const std::string& value,
                 const std::function<std::string(const std::string&)>& translate);
std::string inEnglish(const std::string& value);

}  // namespace unmask
