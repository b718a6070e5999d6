// The worker's end: a socket for this user alone, up to 16 clients, all of which may command.
//
// Lives on the event loop's thread; the training thread never waits for it. A client that reads
// slowly is never sent more than a little ahead: what it has not taken stays in run.db, from where
// it is read when the client goes on.
#pragma once

#include <QLocalServer>
#include <QObject>
#include <filesystem>
#include <map>
#include <memory>

#include "core/runs/protocol.h"
#include "core/runs/question.h"
#include "core/runs/run_store.h"
#include "core/runs/workspace.h"

namespace unmask {

struct WorkerStatus {
  RunState state = RunState::starting;
  int64_t step = 0;  // steps done
  int64_t totalSteps = 0;
  double secondsLeft = -1;  // negative: not known
  QString detail;
};

// Something a client wants. Exactly one of done(), refuse() and answer() follows.
struct Request {
  quint64 client = 0;
  qint64 id = 0;
  QString name;            // "ask" or the command's name
  Question question;       // ask
  qint64 checkpoint = -1;  // ask
  double value = 0;        // extend, learning_rate
};

class WorkerServer : public QObject {
  Q_OBJECT
 public:
  // mode: "train" or "serve". Writes how to be reached to contactFile.
  static Result<std::unique_ptr<WorkerServer>> listen(const QString& mode,
                                                      const std::filesystem::path& runFolder,
                                                      const std::filesystem::path& contactFile);
  ~WorkerServer() override;

  void setSpec(const QString& json) { spec_ = json; }
  void setStatus(const WorkerStatus&);
  void startAfter(int64_t seq) { committedSeq_ = seq; }  // what run.db held before this worker
  void addCommitted(const RecordBatch&);                 // what is in run.db now
  void done(const Request&);
  void refuse(const Request&, const Error&);
  void answer(const Request&, const QJsonObject&);
  void log(const QString& line);
  qsizetype clientCount() const;
  void flush(int timeoutMs);  // before the end: lets clients have the last words

 Q_SIGNALS:
  void requested(const unmask::Request&);
  void clientCountChanged(qsizetype);
  void clientLeft(quint64 client);  // one that was accepted; nothing of it can be answered

 private:
  struct Client;
  WorkerServer(QString mode, std::filesystem::path runFolder);
  void accept();
  void dropFirstUnproven();
  void read(quint64 client);
  Message objection(const QCborMap& hello) const;
  void handle(Client&, const QCborMap&);
  void refuseClient(quint64 client, const Message& reason);
  void hangUp(quint64 client);
  void hangUpLater(quint64 client);  // unless it is accepted by then
  void pump(Client&);
  void send(Client&, const QByteArray& frame);
  void sendToAll(const QCborMap&);
  void tellState();
  QCborMap statusMessage(const char* type) const;
  const RunStoreReader* reader();

  QString mode_, spec_, nonce_;
  std::filesystem::path runFolder_, stateFile_;
  QLocalServer server_;
  WorkerStatus status_;
  std::map<quint64, std::unique_ptr<Client>> clients_;
  quint64 lastClient_ = 0;
  std::unique_ptr<RunStoreReader> reader_;
  int64_t committedSeq_ = 0;
  int64_t newestAfter_ = -1;  // newest_ holds the records after this seq
  QByteArray newest_;
};

}  // namespace unmask
