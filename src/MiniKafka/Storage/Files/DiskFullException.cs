namespace MiniKafka.Storage.Files;

/// <summary>
/// The volume has no room, or its user may not take more of it: for an append, a new file or directory, or a longer name. Everything
/// is as it was before; the same call may succeed later.
/// </summary>
internal sealed class DiskFullException(string path, IOException cause) : IOException($"No space is left for '{path}'.", cause)
{
    private const int NoSpace = 28;
    private const int LinuxQuotaExceeded = 122;
    private const int MacQuotaExceeded = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>True for the operating system's error of a full volume, under each system's number.</summary>
    public static bool Tells(IOException error) => error.HResult is NoSpace or WindowsDiskFull or WindowsHandleDiskFull
        || (OperatingSystem.IsLinux() && error.HResult == LinuxQuotaExceeded)
        || (OperatingSystem.IsMacOS() && error.HResult == MacQuotaExceeded);

    /// <summary>Runs something that may need room, and tells a full volume from a failed one.</summary>
    public static T Run<T>(string path, Func<string, T> work)
    {
        try
        {
            return work(path);
        }
        catch (IOException error) when (Tells(error))
        {
            throw new DiskFullException(path, error);
        }
    }
}
