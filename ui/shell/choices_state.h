// What Choices remembers between two starts, as one object; and how it is written.
#pragma once

#include <QJsonObject>
#include <map>
#include <string>

#include "core/spec/run_spec.h"

namespace unmask {

struct ChoicesState {
  std::string corpus, tokenizer, objective = "next-token", run;  // slugs; the run's folder
  std::map<std::string, RunSpec> specs;                          // objective -> its settings
};

QJsonObject toJson(const ChoicesState&);
// Unknown objectives, and settings that another version wrote or somebody damaged, are passed over:
// the defaults serve.
ChoicesState choicesStateFromJson(const QJsonObject&);

}  // namespace unmask
