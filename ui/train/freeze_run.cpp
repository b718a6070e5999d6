// Naming the tokenizer, and the worker as a child.
#include "ui/train/freeze_run.h"

#include <QCoreApplication>

#include "ui/shell/library.h"
#include "ui/train/worker_child.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/message_bar.h"

namespace unmask {

namespace {

class FreezeWords {
  Q_DECLARE_TR_FUNCTIONS(FreezeRun)
};

}  // namespace

void useAsPictureTokenizer(PageContext& context, const RunSummary& run) {
  const CorpusEntry* corpus = context.library.corpus(run.spec.corpus.slug);
  const QString of = QString::fromStdString(corpus ? corpus->info.name : run.spec.corpus.slug);
  const QString name = run.name.empty() ? FreezeWords::tr("%1, codes", "corpus").arg(of)
                                        : QString::fromStdString(run.name);
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

}  // namespace unmask
