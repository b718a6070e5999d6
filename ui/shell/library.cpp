// Listing the workspace.
#include "ui/shell/library.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "core/spec/catalogue.h"
#include "ui/widgets/words.h"

namespace unmask {

Library::Library(Workspace workspace, QObject* parent)
    : QObject(parent), workspace_(std::move(workspace)), latest_(this, [this](Held held) {
        held_ = std::move(held);
        listed_ = true;
        Q_EMIT changed();
        for (const Error& error : held_.problems) {
          const std::string text = inEnglish(error);
          if (std::find(told_.begin(), told_.end(), text) != told_.end()) continue;
          told_.push_back(text);
          Q_EMIT problem(error);
        }
      }) {}

void Library::refresh() {
  latest_.ask(
      [workspace = workspace_, known = held_.tokenizers] { return list(workspace, known); });
}

Library::Held Library::list(const Workspace& workspace, const std::vector<TokenizerEntry>& known) {
  Held held;
  for (const auto& folder : workspace.corpusFolders()) {
    auto corpus = Corpus::open(folder);
    if (corpus)
      held.corpora.push_back({folder, corpus->info()});
    else
      held.problems.push_back(corpus.error());
  }
  for (const auto& folder : workspace.tokenizerFolders()) {
    // Tokenizers never change once they lie there, and opening one takes time.
    const auto opened = std::find_if(known.begin(), known.end(),
                                     [&](const TokenizerEntry& t) { return t.folder == folder; });
    if (opened != known.end()) {
      held.tokenizers.push_back(*opened);
      continue;
    }
    auto tokenizer = openTokenizer(folder);
    if (tokenizer)
      held.tokenizers.push_back({folder, *tokenizer});
    else
      held.problems.push_back(tokenizer.error());
  }
  for (const auto& folder : workspace.runFolders()) {
    auto run = summarise(folder);
    if (run)
      held.runs.push_back(std::move(*run));
    else
      held.problems.push_back(run.error());
  }
  return held;
}

const CorpusEntry* Library::corpus(const std::string& slug) const {
  for (const CorpusEntry& entry : held_.corpora)
    if (entry.info.slug == slug) return &entry;
  return nullptr;
}

const TokenizerEntry* Library::tokenizer(const std::string& slug) const {
  for (const TokenizerEntry& entry : held_.tokenizers)
    if (entry.tokenizer->slug == slug) return &entry;
  return nullptr;
}

const RunSummary* Library::run(const std::filesystem::path& folder) const {
  for (const RunSummary& run : held_.runs)
    if (run.folder == folder) return &run;
  return nullptr;
}

QString runName(const RunSummary& run) {
  if (!run.name.empty()) return QString::fromStdString(run.name);
  const ObjectiveInfo* objective = findObjective(run.spec.objective);
  const QString what = objective ? translated(objective->label).toLower()
                                 : QString::fromStdString(run.spec.objective);
  // Slugs begin with the time of the launch: "20261123-140211-next-token-stories".
  const QString slug = QString::fromStdString(run.slug);
  const QDateTime when = QDateTime::fromString(slug.left(15), "yyyyMMdd-HHmmss");
  if (!when.isValid()) return slug;
  const bool today = when.date() == QDate::currentDate();
  return QCoreApplication::translate("runs", "%1 %2", "when, what")
      .arg(QLocale().toString(when, today ? "HH:mm" : "d MMM HH:mm"), what);
}

QString stateName(RunState state) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("runs", text); };
  switch (state) {
    case RunState::prepared:
      return tr("prepared");
    case RunState::starting:
      return tr("starting");
    case RunState::running:
      return tr("running");
    case RunState::paused:
      return tr("paused");
    case RunState::waitingForDisk:
      return tr("waiting for disk");
    case RunState::stopped:
      return tr("stopped");
    case RunState::finished:
      return tr("finished");
    case RunState::failed:
      return tr("failed");
    case RunState::interrupted:
      return tr("interrupted");
    case RunState::failedToStart:
      return tr("failed to start");
  }
  return {};
}

bool canResume(RunState state) {
  return state == RunState::stopped || state == RunState::interrupted ||
         state == RunState::failed || state == RunState::failedToStart ||
         state == RunState::prepared;
}

}  // namespace unmask
