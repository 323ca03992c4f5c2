using System.Diagnostics;
using System.Threading.Channels;
using FASTER.core;

namespace MiniKafka.LoadTest.InProcess;

/// <summary>What else takes values within a process: FasterLog, and a bounded channel with a reader. Rates in values per second.</summary>
internal static class EmbeddedPeers
{
    private const int ChannelCapacity = 10_000;
    private const int FasterHeaderBytes = 8;
    private const int FasterDefaultMemoryBits = 23;

    /// <summary>FasterLog as it comes, on a device that forgets: it keeps the last 8 MiB and nothing of what was before.</summary>
    public static double EnqueueAndForget(int size, int count) => Enqueue(new FasterLogSettings(), size, count);

    /// <summary>FasterLog with room for all that is enqueued, so that it can be read afterwards, as a topic can.</summary>
    public static double EnqueueAndKeep(int size, int count)
    {
        var bytes = (ulong)(size + (2 * FasterHeaderBytes)) * (ulong)count;
        return Enqueue(new FasterLogSettings { MemorySizeBits = Math.Max(FasterDefaultMemoryBits, (int)ulong.Log2(bytes) + 1) }, size, count);
    }

    public static async Task<double> WriteToChannelAsync(int size, int count)
    {
        var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(ChannelCapacity) { SingleReader = true, SingleWriter = true });
        var started = Stopwatch.GetTimestamp();
        var reading = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out _))
                {
                }
            }
        });
        for (var i = 0; i < count; i++)
        {
            var value = new byte[size];
            if (!channel.Writer.TryWrite(value))
            {
                await channel.Writer.WriteAsync(value);
            }
        }

        channel.Writer.Complete();
        await reading;
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Enqueue(FasterLogSettings settings, int size, int count)
    {
        using var device = new NullDevice();
        settings.LogDevice = device;
        using var log = new FasterLog(settings);
        var value = new byte[size];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            log.Enqueue(value);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
