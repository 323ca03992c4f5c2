using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace Disks;

/// <summary>
/// A disk in the hands of one process. When that ends, its locks are gone, and who still has its files in hand, such as a flush under way, gets an
/// <see cref="IOException"/>.
/// </summary>
internal sealed class MountedDisk(FaultyDisk disk) : IFileSystem
{
    private readonly List<IDisposable> _locks = [];
    private bool _ended;

    public bool IsDurable => disk.IsDurable;

    /// <summary>The disk, as long as the process lives.</summary>
    public FaultyDisk Disk => _ended ? throw new IOException("The process that worked on this disk is gone.") : disk;

    public void End()
    {
        _ended = true;
        _locks.ForEach(held => held.Dispose());
        _locks.Clear();
    }

    public bool FileExists(string path) => Disk.FileExists(path);

    public bool DirectoryExists(string path) => Disk.DirectoryExists(path);

    public void CreateDirectory(string path) => Disk.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => Disk.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => Disk.ListDirectories(directory);

    public IFile Open(string path, FileOpening opening) => new MountedFile(this, Disk.Open(path, opening));

    public long GetLastModifiedMs(string path) => Disk.GetLastModifiedMs(path);

    public void SetLastModifiedMs(string path, long modifiedMs) => Disk.SetLastModifiedMs(path, modifiedMs);

    public void MoveFile(string source, string destination) => Disk.MoveFile(source, destination);

    public void DeleteFile(string path) => Disk.DeleteFile(path);

    public void MoveDirectory(string source, string destination) => Disk.MoveDirectory(source, destination);

    public void DeleteDirectory(string path) => Disk.DeleteDirectory(path);

    public void SyncDirectory(string path) => Disk.SyncDirectory(path);

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        var held = Disk.TryLock(path, self, out holder);
        if (held is not null)
        {
            _locks.Add(held);
        }

        return held;
    }

    public bool MayHaveLost(string path) => Disk.MayHaveLost(path);

    public (long Total, long Usable) GetVolumeSize(string directory) => Disk.GetVolumeSize(directory);

    private sealed class MountedFile(MountedDisk mounted, IFile file) : IFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        private IFile File => mounted._ended ? throw new IOException("The process that had this file open is gone.") : file;

        public Span<byte> Reserve(int length) => File.Reserve(length);

        public void Commit(int length) => File.Commit(length);

        public SharedBytes Read(long position, int length) => File.Read(position, length);

        public int Read(long position, Span<byte> destination) => File.Read(position, destination);

        public void Truncate(long length) => File.Truncate(length);

        public void Flush() => File.Flush();

        public void Dispose() => file.Dispose();
    }
}
