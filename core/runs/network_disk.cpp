// Telling network file systems by the magic numbers of statfs(2).
#include "core/runs/network_disk.h"

#include <sys/vfs.h>

namespace unmask {

bool onNetworkDisk(const std::filesystem::path& folder) {
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return true;
  switch (static_cast<unsigned long>(info.f_type) & 0xffffffffUL) {
    case 0x6969:      // NFS
    case 0x517b:      // SMB
    case 0xff534d42:  // CIFS
    case 0xfe534d42:  // SMB2
    case 0x01021997:  // 9p
    case 0x0bd00bd0:  // Lustre
    case 0x47504653:  // GPFS
    case 0x00c36400:  // Ceph
    case 0x19830326:  // BeeGFS
    case 0x5346414f:  // AFS
    case 0x65735546:  // FUSE
      return true;
    default:
      return false;
  }
}

}  // namespace unmask
