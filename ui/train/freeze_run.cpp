// Naming the tokenizer, and the worker as a child.
#include "ui/train/freeze_run.h"

#include <QCoreApplication>

#include "ui/shell/library.h"
#include "ui/train/run_dialogs.h"
#include "ui/train/worker_child.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/message_bar.h"

namespace unmask {

namespace {

class FreezeWords {
  Q_DECLARE_TR_FUNCTIONS(FreezeRun)
};

// Of the worker: the job says how far it is, the message bar how it ended.
void freeze(PageContext& context, const RunSummary& run, const QString& name) {
  const std::filesystem::path folder =
      context.library.workspace().newTokenizerFolder(name.toStdString());
  context.jobs.run(
      FreezeWords::tr("Making a picture tokenizer of %1").arg(runName(run)), &context.messages,
      [from = run.folder, folder, name](JobControl& job) {
        return runWorkerOnce(
            {"freeze", from.string(), folder.string(), "--name=" + name.toStdString()}, job);
      },
      [&context, name](const Status& done) {
        if (done)
          context.messages.showNotice(
              FreezeWords::tr("%1 is a picture tokenizer now: Masked picture codes can be trained "
                              "with it.")
                  .arg(name));
        else if (!isCancelled(done.error()))
          context.messages.showError(done.error());
        context.library.refresh();
      });
}

}  // namespace

void useAsPictureTokenizer(PageContext& context, const RunSummary& run, QWidget* window) {
  const CorpusEntry* corpus = context.library.corpus(run.spec.corpus.slug);
  const QString of = QString::fromStdString(corpus ? corpus->info.name : run.spec.corpus.slug);
  const QString proposed = run.name.empty() ? FreezeWords::tr("%1, codes", "corpus").arg(of)
                                            : QString::fromStdString(run.name);
  QStringList taken;
  for (const TokenizerEntry& entry : context.library.tokenizers())
    taken << QString::fromStdString(entry.tokenizer->name);
  for (const PictureTokenizerEntry& entry : context.library.pictureTokenizers())
    taken << QString::fromStdString(entry.info.name);
  auto* dialog = new TokenizerNameDialog(proposed, taken, window);
  QObject::connect(dialog, &TokenizerNameDialog::chosen, &context.messages,
                   [&context, run](const QString& name) { freeze(context, run, name); });
  dialog->open();
}

}  // namespace unmask
