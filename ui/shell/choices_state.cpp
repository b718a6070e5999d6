// ChoicesState as JSON; the settings in core's own form.
#include "ui/shell/choices_state.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"

namespace unmask {

namespace {

// A run needs a corpus and a tokenizer; settings are kept before there are any.
constexpr char kNone[] = "none";

RunSpec complete(RunSpec spec) {
  if (spec.corpus.slug.empty()) spec.corpus.slug = kNone;
  if (spec.tokenizer.slug.empty()) spec.tokenizer.slug = kNone;
  spec.pieces = std::max<int64_t>(spec.pieces, 1);
  return spec;
}

}  // namespace

QJsonObject toJson(const ChoicesState& state) {
  QJsonObject specs;
  for (const auto& [objective, spec] : state.specs) {
    const QByteArray text = QByteArray::fromStdString(toJson(complete(spec)).dump());
    specs.insert(QString::fromStdString(objective), QJsonDocument::fromJson(text).object());
  }
  QJsonObject own;
  for (const auto& [objective, keys] : state.own) {
    QJsonArray list;
    for (const std::string& key : keys) list.append(QString::fromStdString(key));
    own.insert(QString::fromStdString(objective), list);
  }
  return {{"corpus", QString::fromStdString(state.corpus)},
          {"tokenizer", QString::fromStdString(state.tokenizer)},
          {"picture_tokenizer", QString::fromStdString(state.pictureTokenizer)},
          {"objective", QString::fromStdString(state.objective)},
          {"run", QString::fromStdString(state.run)},
          {"specs", specs},
          {"own", own}};
}

ChoicesState choicesStateFromJson(const QJsonObject& json) {
  ChoicesState state;
  const auto text = [&](const char* key) { return json.value(key).toString().toStdString(); };
  state.corpus = text("corpus");
  state.tokenizer = text("tokenizer");
  state.pictureTokenizer = text("picture_tokenizer");
  state.run = text("run");
  if (const std::string objective = text("objective"); findObjective(objective))
    state.objective = objective;
  const QJsonObject specs = json.value("specs").toObject();
  const QJsonObject own = json.value("own").toObject();
  for (const ObjectiveInfo& info : objectives()) {
    if (const QJsonValue keys = own.value(QLatin1String(info.id)); keys.isArray())
      for (const QJsonValue key : keys.toArray())
        state.own[info.id].insert(key.toString().toStdString());
    const QJsonObject kept = specs.value(QLatin1String(info.id)).toObject();
    if (kept.isEmpty()) continue;
    auto spec = runSpecFromJson(QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString(),
                                "the remembered settings");
    if (!spec || spec->objective != info.id) continue;
    if (spec->corpus.slug == kNone) spec->corpus = {};
    if (spec->tokenizer.slug == kNone) spec->tokenizer = {};
    state.specs.emplace(info.id, std::move(*spec));
  }
  return state;
}

}  // namespace unmask
