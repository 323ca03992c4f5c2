namespace MiniKafka.Storage.Files;

/// <summary>
/// A file system of the machine as storage wants it: whatever the system says about a call that it refuses comes out as one of storage's
/// own exceptions. Stateless; any thread may use it.
/// </summary>
internal sealed class TranslatingFileSystem : IFileSystem
{
    private readonly IFileSystem _inner;

    private TranslatingFileSystem(IFileSystem inner) => _inner = inner;

    public bool IsDurable => true;

    public SpaceAccount? Space => _inner.Space;

    /// <summary>Puts it over a file system; memory says nothing that would have to be translated.</summary>
    public static IFileSystem Over(IFileSystem fileSystem) =>
        fileSystem is TranslatingFileSystem || !fileSystem.IsDurable ? fileSystem : new TranslatingFileSystem(fileSystem);

    public bool FileExists(string path) => _inner.FileExists(path);

    public bool DirectoryExists(string path) => _inner.DirectoryExists(path);

    public void CreateDirectory(string path) => Run(path, Refusals.Full | Refusals.Held, () => _inner.CreateDirectory(path));

    public IReadOnlyList<FileEntry> ListFiles(string directory) => Run(directory, Refusals.Held, () => _inner.ListFiles(directory));

    public IReadOnlyList<string> ListDirectories(string directory) => Run(directory, Refusals.Held, () => _inner.ListDirectories(directory));

    public void Count(string directory) => Run(directory, Refusals.Held, () => _inner.Count(directory));

    public IFile Open(string path, FileOpening opening) =>
        new TranslatingFile(Run(path, Refusals.Full | Refusals.Held, () => _inner.Open(path, opening)));

    public long GetLastModifiedMs(string path) => Run(path, Refusals.Held, () => _inner.GetLastModifiedMs(path));

    public void SetLastModifiedMs(string path, long modifiedMs) => Run(path, Refusals.Held, () => _inner.SetLastModifiedMs(path, modifiedMs));

    public void MoveFile(string source, string destination) =>
        Run(destination, Refusals.Full | Refusals.Held, () => _inner.MoveFile(source, destination));

    public void DeleteFile(string path) => Run(path, Refusals.Held, () => _inner.DeleteFile(path));

    public void MoveDirectory(string source, string destination) => Run(source, Refusals.Held, () => _inner.MoveDirectory(source, destination));

    public void DeleteDirectory(string path) => Run(path, Refusals.Held, () => _inner.DeleteDirectory(path));

    public void SyncDirectory(string path) => Run(path, Refusals.None, () => _inner.SyncDirectory(path));

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        var told = string.Empty;
        var held = Run(path, Refusals.Full | Refusals.Held, () => _inner.TryLock(path, self, out told));
        holder = told;
        return held;
    }

    public bool MayHaveLost(string path) => Run(path, Refusals.Held, () => _inner.MayHaveLost(path));

    public (long Total, long Usable) GetVolumeSize(string directory) => Run(directory, Refusals.None, () => _inner.GetVolumeSize(directory));

    private static void Run(string path, Refusals refusals, Action work) => Run(path, refusals, () =>
    {
        work();
        return true;
    });

    private static T Run<T>(string path, Refusals refusals, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (SystemErrors.Translate(error, path, refusals) is { } told)
        {
            throw told;
        }
    }
}
