// Listing the workspace.
#include "ui/shell/library.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <thread>

#include "core/base/files.h"
#include "core/base/guarded.h"
#include "core/dataset/token_data.h"
#include "core/spec/catalogue.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class RunNames {
  Q_DECLARE_TR_FUNCTIONS(runs)
};

constexpr int kPatience = 3000;  // ms for a place to answer before the window goes on without it

std::filesystem::file_time_type changeTime(const std::filesystem::path& file) {
  std::error_code ignored;  // a file that vanished shows when it is read
  return std::filesystem::last_write_time(file, ignored);
}

// What lies in `folder` unchanged since it was last seen.
template <class Entry>
const Entry* seenBefore(const std::vector<Entry>& known, const std::filesystem::path& folder,
                        std::filesystem::file_time_type changed) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const Entry& entry) {
    return entry.folder == folder && entry.changed == changed;
  });
  return found == known.end() ? nullptr : &*found;
}

// Those that can be read; what cannot is said by whoever needs it.
std::vector<EncodedText> encodedTexts(const std::filesystem::path& corpus,
                                      const std::vector<EncodedText>& known) {
  std::vector<EncodedText> texts;
  const auto look = [&](const std::filesystem::directory_entry& entry) -> Result<Walk> {
    const std::filesystem::path& folder = entry.path();
    const auto changed = changeTime(folder / "tokens.json");
    if (const EncodedText* same = seenBefore(known, folder, changed))
      texts.push_back(*same);
    else if (const auto data = TokenData::open(folder, Access::pread))
      texts.push_back({folder, data->info().tokenizerHash, data->info().tokens, changed});
    return Walk::on;
  };
  static_cast<void>(eachEntry(corpus / "tokens", look));
  return texts;
}

}  // namespace

Library::Library(Workspace workspace, QObject* parent)
    : QObject(parent), workspace_(std::move(workspace)) {
  patience_.setSingleShot(true);
  patience_.setInterval(kPatience);
  connect(&patience_, &QTimer::timeout, this, [this] {
    waited_ = true;
    Q_EMIT changed();
  });
  setPlaces();
}

void Library::setPlaces() {
  std::vector<Place> before = std::exchange(places_, {});
  const std::vector<Progress> progressBefore = std::exchange(progress_, {});
  const auto& remembered = workspace_.remembered();
  for (const std::filesystem::path& root : workspace_.roots()) {
    Place place;
    Progress progress;
    for (size_t i = 0; i < before.size(); ++i)
      if (before[i].root == root) {
        place = std::move(before[i]);
        progress = progressBefore[i];
      }
    place.root = root;
    place.own = places_.empty();
    place.remembered = std::find(remembered.begin(), remembered.end(), root) != remembered.end();
    places_.push_back(std::move(place));
    progress_.push_back(progress);
  }
}

void Library::setWorkspace(Workspace now) {
  workspace_ = std::move(now);
  setPlaces();
  std::vector<Error> problems;
  merge(problems);
  Q_EMIT changed();
  refresh();
}

bool Library::complete() const {
  return waited_ || std::all_of(places_.begin(), places_.end(),
                                [](const Place& place) { return place.listed || place.problem; });
}

void Library::refresh() {
  if (!complete() && !patience_.isActive()) patience_.start();
  for (size_t i = 0; i < places_.size(); ++i) list(i);
}

void Library::list(size_t index) {
  Progress& progress = progress_[index];
  progress.again = progress.running;
  if (progress.running) return;
  progress.running = true;
  // What cannot be listed at all is shown as it was, with the reason.
  const auto look = [known = places_[index]] {
    auto listing =
        withoutThrowing([&]() -> Result<Listing> { return Library::look(Place(known)); });
    return listing ? std::move(*listing) : Listing{known, {listing.error()}};
  };
  if (places_[index].own) {
    inBackground(this, look, [this](Listing listing) { take(std::move(listing)); });
    return;
  }
  // A share that hangs keeps its thread for as long as it hangs: it must be no thread of the pool,
  // and nobody waits for it.
  const auto begin = [&]() -> Status {
    std::thread([look, alive = QPointer<Library>(this)] {
      auto listing = std::make_shared<Listing>(look());
      QMetaObject::invokeMethod(
          qApp,
          [alive, listing] {
            if (alive) alive->take(std::move(*listing));
          },
          Qt::QueuedConnection);
    }).detach();
    return {};
  };
  const Status begun = withoutThrowing(begin);
  if (begun) return;
  progress.running = false;
  Q_EMIT problem(begun.error());
}

Library::Listing Library::look(Place known) {
  Listing listing{std::move(known), {}};
  Place& seen = listing.seen;
  const auto contents = contentsOf(seen.root);
  if (!contents) {
    seen.problem = contents.error();
    seen.corpora.clear();
    seen.broken.clear();
    seen.tokenizers.clear();
    seen.pictureTokenizers.clear();
    seen.runs.clear();
    return listing;
  }
  seen.problem.reset();
  seen.listed = true;
  seen.writable = contents->writable;
  std::vector<CorpusEntry> corpora;
  seen.broken.clear();
  for (const auto& folder : contents->corpora) {
    const auto changed = changeTime(folder / "corpus.json");
    if (const CorpusEntry* same = seenBefore(seen.corpora, folder, changed)) {
      corpora.push_back(*same);
      corpora.back().encoded = encodedTexts(folder, same->encoded);
      continue;
    }
    auto corpus = Corpus::open(folder);
    if (corpus) {
      corpora.push_back({folder, corpus->info(), changed, encodedTexts(folder, {})});
      continue;
    }
    seen.broken.push_back({folder, corpus.error()});
    listing.problems.push_back(corpus.error());
  }
  std::vector<TokenizerEntry> tokenizers;
  std::vector<PictureTokenizerEntry> pictureTokenizers;
  for (const auto& folder : contents->tokenizers) {
    const auto changed = changeTime(folder / "unmask.json");
    if (const TokenizerEntry* same = seenBefore(seen.tokenizers, folder, changed)) {
      tokenizers.push_back(*same);
      continue;
    }
    if (const PictureTokenizerEntry* same = seenBefore(seen.pictureTokenizers, folder, changed)) {
      pictureTokenizers.push_back(*same);
      continue;
    }
    if (holdsPictureTokenizer(folder)) {
      auto info = readPictureTokenizerInfo(folder);
      if (info)
        pictureTokenizers.push_back({folder, std::move(*info), changed});
      else
        listing.problems.push_back(info.error());
      continue;
    }
    auto tokenizer = openTokenizer(folder);
    if (tokenizer)
      tokenizers.push_back({folder, *tokenizer, changed});
    else
      listing.problems.push_back(tokenizer.error());
  }
  seen.corpora = std::move(corpora);
  seen.tokenizers = std::move(tokenizers);
  seen.pictureTokenizers = std::move(pictureTokenizers);
  seen.runs.clear();
  for (auto& run : seen.listing->list(contents->runs)) {
    if (!run) {
      listing.problems.push_back(run.error());
      continue;
    }
    for (const Error& problem : run->problems)
      listing.problems.push_back(inPlace(problem, run->slug));
    seen.runs.push_back(std::move(*run));
  }
  return listing;
}

void Library::take(Listing listing) {
  const auto place = std::find_if(places_.begin(), places_.end(),
                                  [&](const Place& p) { return p.root == listing.seen.root; });
  if (place == places_.end()) return;  // taken off the list meanwhile
  const auto index = static_cast<size_t>(place - places_.begin());
  progress_[index].running = false;
  listing.seen.own = place->own;
  listing.seen.remembered = place->remembered;
  *place = std::move(listing.seen);
  merge(listing.problems);
  // What came is shown although it may be outdated: who asks often would see nothing otherwise.
  if (progress_[index].again) list(index);
  Q_EMIT changed();
  for (const Error& error : listing.problems) {
    const std::string text = inEnglish(error);
    if (std::find(told_.begin(), told_.end(), text) != told_.end()) continue;
    told_.push_back(text);
    Q_EMIT problem(error);
  }
}

void Library::merge(std::vector<Error>& problems) {
  corpora_.clear();
  tokenizers_.clear();
  pictureTokenizers_.clear();
  runs_.clear();
  const auto hidden = [&](const std::filesystem::path& folder) {
    problems.push_back(
        {message(UNMASK_TEXT("core", "%1 is not shown: there is another one of that name."),
                 folder.string()),
         message(UNMASK_TEXT("core", "Rename the folder of one of them to see both."))});
  };
  for (const Place& place : places_) {
    for (const CorpusEntry& entry : place.corpora) {
      const CorpusEntry* same = corpus(entry.info.slug);
      if (!same)
        corpora_.push_back(entry);
      else if (same->info.hash != entry.info.hash)
        hidden(entry.folder);
    }
    for (const TokenizerEntry& entry : place.tokenizers) {
      const TokenizerEntry* same = tokenizer(entry.tokenizer->slug);
      if (!same)
        tokenizers_.push_back(entry);
      else if (same->tokenizer->hash != entry.tokenizer->hash)
        hidden(entry.folder);
    }
    for (const PictureTokenizerEntry& entry : place.pictureTokenizers) {
      const PictureTokenizerEntry* same = pictureTokenizer(entry.info.slug);
      if (!same)
        pictureTokenizers_.push_back(entry);
      else if (same->info.hash != entry.info.hash)
        hidden(entry.folder);
    }
    runs_.insert(runs_.end(), place.runs.begin(), place.runs.end());
  }
  std::stable_sort(runs_.begin(), runs_.end(), newerThan);
}

QString Library::placeOf(const std::filesystem::path& folder) const {
  const std::filesystem::path root = folder.parent_path().parent_path();
  for (const Place& place : places_)
    if (place.root == root && !place.own)
      return QString::fromStdString(place.root.filename().string());
  return {};
}

std::vector<BrokenEntry> Library::brokenCorpora() const {
  std::vector<BrokenEntry> all;
  for (const Place& place : places_)
    all.insert(all.end(), place.broken.begin(), place.broken.end());
  return all;
}

const CorpusEntry* Library::corpus(const std::string& slug) const {
  for (const CorpusEntry& entry : corpora_)
    if (entry.info.slug == slug) return &entry;
  return nullptr;
}

const TokenizerEntry* Library::tokenizer(const std::string& slug) const {
  for (const TokenizerEntry& entry : tokenizers_)
    if (entry.tokenizer->slug == slug) return &entry;
  return nullptr;
}

const PictureTokenizerEntry* Library::pictureTokenizer(const std::string& slug) const {
  for (const PictureTokenizerEntry& entry : pictureTokenizers_)
    if (entry.info.slug == slug) return &entry;
  return nullptr;
}

const RunSummary* Library::run(const std::filesystem::path& folder) const {
  for (const RunSummary& run : runs_)
    if (run.folder == folder) return &run;
  return nullptr;
}

QString runName(const RunSummary& run) {
  if (!run.name.empty()) return QString::fromStdString(run.name);
  const ObjectiveInfo* objective = findObjective(run.spec.objective);
  const QString what = objective ? translated(objective->label)
                                 : QString::fromStdString(run.spec.objective);
  if (run.createdMs == 0) return QString::fromStdString(run.slug);
  const QDateTime when = QDateTime::fromMSecsSinceEpoch(run.createdMs);
  const bool today = when.date() == QDate::currentDate();
  return RunNames::tr("%2 %1", "when, what")
      .arg(QLocale().toString(when, today ? "HH:mm" : "d MMM HH:mm"), what);
}

QString stateName(RunState state) {
  switch (state) {
    case RunState::prepared:
      return RunNames::tr("prepared");
    case RunState::starting:
      return RunNames::tr("starting");
    case RunState::running:
      return RunNames::tr("running");
    case RunState::paused:
      return RunNames::tr("paused");
    case RunState::waitingForDisk:
      return RunNames::tr("waiting for disk");
    case RunState::stopped:
      return RunNames::tr("stopped");
    case RunState::finished:
      return RunNames::tr("finished");
    case RunState::failed:
      return RunNames::tr("failed");
    case RunState::interrupted:
      return RunNames::tr("interrupted");
    case RunState::failedToStart:
      return RunNames::tr("failed to start");
    case RunState::unknown:
      return RunNames::tr("not known");
  }
  return {};
}

bool canResume(RunState state) {
  return state == RunState::stopped || state == RunState::interrupted ||
         state == RunState::failed || state == RunState::failedToStart ||
         state == RunState::prepared;
}

}  // namespace unmask
