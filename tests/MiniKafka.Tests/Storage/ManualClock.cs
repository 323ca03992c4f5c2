namespace MiniKafka.Tests.Storage;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualClock(long nowMs = 1_700_000_000_000) : TimeProvider
{
    public long NowMs { get; set; } = nowMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
