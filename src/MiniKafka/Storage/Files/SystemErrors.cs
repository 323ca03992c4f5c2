namespace MiniKafka.Storage.Files;

/// <summary>What a call that the system refuses leaves as it was.</summary>
[Flags]
internal enum Refusals
{
    /// <summary>Nothing is known after a failure: of forced bytes, of a cut.</summary>
    None = 0,

    /// <summary>The call needs room, and has changed nothing when there is none.</summary>
    Full = 1,

    /// <summary>The call has changed nothing when somebody else holds the file.</summary>
    Held = 2,
}

/// <summary>The one place that knows what the operating systems say when they refuse something.</summary>
internal static class SystemErrors
{
    private const int NoSpace = 28;
    private const int LinuxQuotaExceeded = 122;
    private const int MacQuotaExceeded = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsAccessDenied = unchecked((int)0x80070005);
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsLockViolation = unchecked((int)0x80070021);
    private const int WindowsDeletePending = unchecked((int)0x8007012F);
    private const int WindowsMappedByUser = unchecked((int)0x800704C8);

    /// <summary>True for the error of a full volume, under each system's number.</summary>
    public static bool IsFull(Exception error) => error.HResult is NoSpace or WindowsDiskFull or WindowsHandleDiskFull
        || (OperatingSystem.IsLinux() && error.HResult == LinuxQuotaExceeded)
        || (OperatingSystem.IsMacOS() && error.HResult == MacQuotaExceeded);

    /// <summary>True when access is denied, which .NET tells by an exception that is none of input and output, or the file is in use by others.</summary>
    public static bool IsHeld(Exception error) => error is UnauthorizedAccessException
        || error.HResult is WindowsAccessDenied or WindowsSharingViolation or WindowsLockViolation or WindowsDeletePending or WindowsMappedByUser
        || (OperatingSystem.IsLinux() && error.HResult == LinuxWouldBlock)
        || (OperatingSystem.IsMacOS() && error.HResult == MacWouldBlock);

    /// <summary>What storage is told instead of an error; null when the error says it already.</summary>
    public static IOException? Translate(Exception error, string path, Refusals refusals)
    {
        if (error is RefusedException or not (IOException or UnauthorizedAccessException))
        {
            return null;
        }

        return refusals.HasFlag(Refusals.Full) && IsFull(error) ? new DiskFullException(path, error)
            : refusals.HasFlag(Refusals.Held) && IsHeld(error) ? new FileHeldException(path, error)
            : error is UnauthorizedAccessException ? new IOException(error.Message, error)
            : null;
    }
}
