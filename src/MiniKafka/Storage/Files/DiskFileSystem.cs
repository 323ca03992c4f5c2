using MiniKafka.Runtime;

namespace MiniKafka.Storage.Files;

/// <summary>The files of the machine, which speaks as it does: see <see cref="TranslatingFileSystem"/>. Stateless; any thread may use it.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    public bool IsDurable => true;

    public bool FileExists(string path) => File.Exists(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        List<FileEntry> files = [.. new DirectoryInfo(directory).EnumerateFiles().Select(file => new FileEntry(file.Name, file.Length))];
        files.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return files;
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        List<string> names = [.. Directory.EnumerateDirectories(directory).Select(path => Path.GetFileName(path))];
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public IFile Open(string path, FileOpening opening)
    {
        var mode = opening switch
        {
            FileOpening.Existing => FileMode.Open,
            FileOpening.ExistingOrNew => FileMode.OpenOrCreate,
            _ => FileMode.Create,
        };
        return new DiskFile(path, File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
    }

    public long GetLastModifiedMs(string path) => new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds();

    public void SetLastModifiedMs(string path, long modifiedMs) =>
        File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeMilliseconds(modifiedMs).UtcDateTime);

    public void MoveFile(string source, string destination) => File.Move(source, destination, overwrite: true);

    public void DeleteFile(string path) => File.Delete(path);

    public void MoveDirectory(string source, string destination) => Directory.Move(source, destination);

    public void DeleteDirectory(string path) => Directory.Delete(path, recursive: true);

    public void SyncDirectory(string path) => DirectorySync.Sync(path);

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        var holderPath = path + ".holder";
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException error) when (TellsOfHolder(error))
        {
            // Nobody but the holder can open the lock itself, so it tells about itself in a file of its own.
            holder = File.Exists(holderPath) ? File.ReadAllText(holderPath) : "an unknown process";
            return null;
        }

        holder = self;
        try
        {
            File.WriteAllText(holderPath, self);
        }
        catch (IOException error) when (SystemErrors.IsFull(error))
        {
            // The lock holds all the same; who is refused just does not read whose it is.
            File.Delete(holderPath);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        return held;
    }

    public bool MayHaveLost(string path) => File.GetLastWriteTimeUtc(path) < SystemStart.AtLatest;

    /// <summary>True for the operating system's error of a file that another process has for itself, under each system's number; any other is the medium's.</summary>
    private static bool TellsOfHolder(IOException error)
    {
        const int windowsSharingViolation = unchecked((int)0x80070020);
        const int windowsLockViolation = unchecked((int)0x80070021);
        const int linuxWouldBlock = 11;
        const int macWouldBlock = 35;
        return OperatingSystem.IsWindows() ? error.HResult is windowsSharingViolation or windowsLockViolation
            : error.HResult == (OperatingSystem.IsLinux() ? linuxWouldBlock : macWouldBlock);
    }

    public (long Total, long Usable) GetVolumeSize(string directory)
    {
        var volume = new DriveInfo(Path.GetFullPath(directory));
        return (volume.TotalSize, volume.AvailableFreeSpace);
    }
}
