using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>
/// What a command comes to: an answer, and records that take effect together or not at all. The answer may be given once they are committed.
/// </summary>
internal sealed record ControllerResult<T>(IReadOnlyList<IPersistedRecord> Records, T Response);

/// <summary>Makes results.</summary>
internal static class ControllerResult
{
    /// <summary>Most changes one request may make.</summary>
    public const int MostRecords = 10_000;

    /// <summary>An answer that changes nothing.</summary>
    public static ControllerResult<T> Unchanged<T>(T response) => new([], response);

    /// <summary>An answer and its changes.</summary>
    public static ControllerResult<T> Of<T>(IEnumerable<IPersistedRecord> records, T response) => new([.. records], response);
}

/// <summary>Whether something was done, and why not.</summary>
internal sealed record Outcome(ErrorCode Code, string? Message = null)
{
    /// <summary>Why not, in words that may hold what a client sent.</summary>
    public string? Message { get; } = Message is null ? null : Shown.Message(Message);

    public static Outcome Success { get; } = new(ErrorCode.None);

    public bool IsSuccess => Code == ErrorCode.None;
}
