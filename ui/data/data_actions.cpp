// What a person does on the Data page: open, make, train, encode, rename, remove.
#include <functional>

#include "core/corpus/corpus_writer.h"
#include "core/corpus/samples.h"
#include "core/tokenizers/tokenizer_file.h"
#include "ui/data/data_page.h"
#include "ui/data/import_dialog.h"
#include "ui/data/look_dialog.h"
#include "ui/data/picture_tokenizers.h"
#include "ui/data/rename_command.h"
#include "ui/data/tokenizer_view.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/words.h"

#include <QUndoStack>

namespace unmask {

void DataPage::makeSample(const QString& id) {
  for (const CorpusEntry& entry : context_.library.corpora())
    if (entry.info.sampleOf == id.toStdString()) {
      context_.choices.setCorpus(entry.info.slug);
      return;
    }
  const SampleInfo* sample = findSample(id.toStdString());
  context_.jobs.run(
      tr("Making %1").arg(translated(sample->label)), this,
      [workspace = context_.library.workspace(), id = id.toStdString()](JobControl& control) {
        return makeBuiltIn(workspace, id, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

// Plain text is imported at once; of anything that was guessed or chosen a look comes first.
void DataPage::openPaths(const QStringList& paths) {
  if (paths.isEmpty()) return;
  LookRequest request{.text = import_, .pictures = importPictures_};
  for (const QString& path : paths) request.paths.emplace_back(path.toStdString());
  inBackground(
      this, [request = std::move(request)]() -> Result<Looked> { return lookFirst(request); },
      [this](Result<Looked> looked) {
        if (!looked) return context_.messages.showError(looked.error());
        if (!alwaysLook_ && !looked->first.worthShowing()) return import(looked->request);
        auto* dialog =
            new LookDialog(std::move(looked->request), std::move(looked->first), window());
        connect(dialog, &LookDialog::importAsked, this,
                [this, dialog] { import(dialog->request()); });
        dialog->open();
      });
}

void DataPage::import(const LookRequest& request) {
  const std::filesystem::path& first = request.paths.front();
  const std::string named =
      (first.has_filename() ? first : first.parent_path()).filename().string();
  const QString name = oneLine(QString::fromStdString(named));
  const auto files = request.paths.size();
  context_.jobs.run(
      files == 1 ? tr("Importing %1").arg(name)
                 : tr("Importing %1 files").arg(countText(static_cast<double>(files))),
      this,
      [workspace = context_.library.workspace(), request](JobControl& control) {
        return importFiles(workspace, request, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::openFiles() {
  openPaths(
      dialogs().openFiles(this, tr("Open text files or pictures"),
                          tr("Text and pictures (*.txt *.md *.jsonl *.json *.csv *.tsv *.tab *.psv "
                             "*.gz *.png *.jpg *.jpeg *.webp *.bmp *.gif *.bin *.npy "
                             "*.npz);;All files (*)")));
}

void DataPage::openFolder() {
  const QString folder = dialogs().openFolder(this, tr("Open a folder of text files or pictures"));
  if (!folder.isEmpty()) openPaths({folder});
}

void DataPage::showImportSettings() {
  ImportDialog(import_, importPictures_, alwaysLook_, window()).exec();
}

void DataPage::trainTokenizer() {
  const CorpusEntry* entry = context_.choices.corpus();
  if (!entry) return;
  context_.jobs.run(
      tr("Training a tokenizer"), this,
      [workspace = context_.library.workspace(), folder = entry->folder,
       settings = tokenizers_->newTokenizer()](JobControl& control) {
        return trainAnother(workspace, folder, settings, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::openModelFile() {
  const CorpusEntry* entry = context_.choices.corpus();
  const QStringList files = dialogs().openFiles(
      this, tr("Open a SentencePiece model"), tr("SentencePiece models (*.model);;All files (*)"));
  if (files.isEmpty()) return;
  context_.jobs.run(
      tr("Opening %1").arg(oneLine(files.front().section('/', -1))), this,
      [workspace = context_.library.workspace(),
       folder = entry ? entry->folder : std::filesystem::path(),
       model = std::filesystem::path(files.front().toStdString())](JobControl& control) {
        return openModel(workspace, model, folder, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::encode(const std::string& slug) {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.library.tokenizer(slug);
  if (!corpus || !tokenizer || context_.jobs.busy()) return;
  context_.jobs.run(
      tr("Cutting the corpus into pieces"), this,
      [workspace = context_.library.workspace(), corpus = corpus->folder,
       tokenizer = tokenizer->tokenizer](JobControl& control) {
        return encodeCorpusWith(workspace, corpus, *tokenizer, control);
      },
      [this](const Status& done) {
        if (!done && !isCancelled(done.error())) context_.messages.showError(done.error());
        context_.library.refresh();
      });
}

void DataPage::prepared(const Result<Prepared>& result) {
  showJob();
  if (!result) {
    if (isCancelled(result.error()))
      context_.messages.showNotice(tr("Cancelled. Nothing was kept."));
    else
      context_.messages.showError(result.error());
    return;
  }
  context_.messages.dismiss();
  if (!result->corpus.empty()) context_.choices.setCorpus(result->corpus);
  if (!result->tokenizer.empty()) context_.choices.setTokenizer(result->tokenizer);
  context_.library.refresh();
}

void DataPage::rename(const QString& title, const std::string& before, const QString& name,
                      const std::function<Status(const std::string&)>& work) {
  context_.undo.push(new RenameCommand(
      title, QString::fromStdString(before), name, [this, work](const QString& to) {
        context_.jobs.run(
            tr("Renaming"), this, [work, to = to.toStdString()](JobControl&) { return work(to); },
            [this](const Status& done) {
              if (!done) context_.messages.showError(done.error());
              context_.library.refresh();
            });
      }));
}

void DataPage::renameCorpus(const QString& slug, const QString& name) {
  if (const CorpusEntry* entry = context_.library.corpus(slug.toStdString()))
    rename(tr("Rename corpus"), entry->info.name, name,
           std::bind_front(unmask::renameCorpus, entry->folder));
}

void DataPage::renameTokenizer(const QString& slug, const QString& name) {
  if (const TokenizerEntry* entry = context_.library.tokenizer(slug.toStdString()))
    rename(tr("Rename tokenizer"), entry->tokenizer->name, name,
           std::bind_front(unmask::renameTokenizer, entry->folder));
}

void DataPage::renamePictureTokenizer(const QString& slug, const QString& name) {
  if (const PictureTokenizerEntry* entry = context_.library.pictureTokenizer(slug.toStdString()))
    rename(tr("Rename picture tokenizer"), entry->info.name, name,
           std::bind_front(unmask::renamePictureTokenizer, entry->folder));
}

// Says what depends on it and asks; a live run keeps it.
bool DataPage::mayRemove(const QString& name, const std::string& slug, bool corpus) {
  int runs = 0;
  for (const RunSummary& run : context_.library.runs()) {
    if ((corpus ? run.spec.corpus : run.spec.tokenizer).slug != slug) continue;
    ++runs;
    if (!isLive(run.state)) continue;
    context_.messages.showError(
        tr("“%1” is in use: the run %2 is training with it.").arg(name, runName(run)),
        tr("Stop that run first."));
    return false;
  }
  QString question = corpus ? tr("Remove the corpus “%1” with its copy of the text and its pieces? "
                                 "The files that it came from stay.")
                                  .arg(name)
                            : tr("Remove the tokenizer “%1”?").arg(name);
  if (runs > 0)
    question +=
        ' ' + (runs == 1 ? tr("A run was trained with it: its curves and samples stay, but "
                              "it can no longer be resumed, evaluated or asked.")
                         : tr("%1 runs were trained with it: their curves and samples "
                              "stay, but they can no longer be resumed, evaluated or asked.")
                               .arg(countText(runs)));
  return dialogs().confirm(this, question + ' ' + tr("This cannot be undone."), tr("Remove"));
}

void DataPage::remove(const QString& title, const std::filesystem::path& folder) {
  context_.jobs.run(
      title, this,
      [workspace = context_.library.workspace(), folder](JobControl&) {
        return workspace.remove(folder);
      },
      [this](const Status& status) {
        if (!status) context_.messages.showError(status.error());
        context_.library.refresh();
      });
}

void DataPage::removeCorpus(const QString& slug) {
  const CorpusEntry* entry = context_.library.corpus(slug.toStdString());
  if (!entry || !mayRemove(QString::fromStdString(entry->info.name), entry->info.slug, true))
    return;
  const std::filesystem::path folder = entry->folder;
  opened(OpenCorpus());  // nothing of it is read or computed any more
  openFolder_.clear();
  remove(tr("Removing a corpus"), folder);
}

void DataPage::removeTokenizer(const QString& slug) {
  const TokenizerEntry* entry = context_.library.tokenizer(slug.toStdString());
  if (entry && mayRemove(QString::fromStdString(entry->tokenizer->name), slug.toStdString(), false))
    remove(tr("Removing a tokenizer"), entry->folder);
}

void DataPage::removePictureTokenizer(const QString& slug) {
  const PictureTokenizerEntry* entry = context_.library.pictureTokenizer(slug.toStdString());
  if (entry && mayRemove(QString::fromStdString(entry->info.name), slug.toStdString(), false))
    remove(tr("Removing a picture tokenizer"), entry->folder);
}

}  // namespace unmask
