using Microsoft.Extensions.Logging;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>What every log of a broker shares: the medium, the clock, the codecs, and where to tell what happened.</summary>
internal sealed record LogContext(IFileSystem FileSystem, TimeProvider Clock, CompressionCodecs Codecs, DelayedDeletion Deletions, ILogger Logger)
{
    /// <summary>Which log directories have no room at present.</summary>
    public FullDirectories Full { get; } = new(Logger);

    public long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
