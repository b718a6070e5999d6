// Whether a folder lies on a file system that other machines may write to.
#pragma once

#include <filesystem>

namespace unmask {

// True for NFS, SMB, 9p, Lustre, GPFS, Ceph, BeeGFS and FUSE (sshfs), and where it cannot be told.
bool onNetworkDisk(const std::filesystem::path& folder);

}  // namespace unmask
