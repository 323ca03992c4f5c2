namespace MiniKafka.Rpc.FetchSessions;

/// <summary>The special values and the succession of session epochs.</summary>
internal static class FetchSessionEpoch
{
    /// <summary>A full fetch that begins a session.</summary>
    public const int Initial = 0;

    /// <summary>A full fetch without a session; closes the one it names.</summary>
    public const int Final = -1;

    /// <summary>The epoch of no session at all.</summary>
    public const int NoSession = 0;

    /// <summary>After the largest number the epochs go on with 1, because 0 and -1 have meanings of their own.</summary>
    public static int Next(int epoch) => epoch < 0 ? Final : epoch == int.MaxValue ? 1 : epoch + 1;
}
