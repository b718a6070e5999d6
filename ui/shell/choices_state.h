// What Choices remembers between two starts, as one object; and how it is written.
#pragma once

#include <QJsonObject>
#include <map>
#include <string>

#include "core/dataset/preset_fit.h"
#include "core/spec/run_spec.h"

namespace unmask {

struct ChoicesState {
  // Slugs; the run's folder.
  std::string corpus, tokenizer, pictureTokenizer, objective = "next-token", run;
  std::map<std::string, RunSpec> specs;  // objective -> its settings
  std::map<std::string, OwnKeys> own;    // and which of them the person set
};

QJsonObject toJson(const ChoicesState&);
// Unknown objectives, and settings that another version wrote or somebody damaged, are passed over:
// the defaults serve.
ChoicesState choicesStateFromJson(const QJsonObject&);

}  // namespace unmask
