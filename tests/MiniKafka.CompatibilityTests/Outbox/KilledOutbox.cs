using System.Globalization;
using System.Text;
using Campaigns;
using MiniKafka.Client;
using MiniKafka.Model;
using Xunit.Abstractions;

namespace MiniKafka.CompatibilityTests.Outbox;

/// <summary>
/// The sample's own program, killed at random moments while it queues messages and moves them to another cluster; and what that cluster has in the end:
/// each message once, in its order.
/// </summary>
internal sealed class KilledOutbox(string directory, string bootstrapServers, string topic, ITestOutputHelper output)
{
    private const string Program = "Outbox";
    private readonly SortedDictionary<long, string> _queued = [];
    private readonly SortedDictionary<long, string> _moved = [];

    /// <summary>Lives and dies so often, runs to the end, and looks at what arrived.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="between">What happens to the other cluster while the program of a life runs.</param>
    public async Task RunAsync(int kills, Func<int, Task>? between = null)
    {
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            await LiveAndDieAsync(kill, random, between);
        }

        var movedBefore = _moved.Count;
        await RunToTheEndAsync();
        var arrived = await ArrivedAsync();
        output.WriteLine($"{kills} kills; {_queued.Count} messages acknowledged, {movedBefore} seen to move before the last start, {arrived.Count} arrived");

        // A message that was not acknowledged may be there too.
        Assert.Equal(Enumerable.Range(0, arrived.Count).Select(offset => (long)offset), arrived.Select(message => message.Offset));
        Assert.All(_queued, message => Assert.Equal(message.Value, arrived[(int)message.Key].Text));
        Assert.All(_moved, message => Assert.Equal($"to {message.Key}", message.Value));
        Assert.True(_queued.Count >= kills && movedBefore > 0, "The process was killed before it did anything to speak of.");
    }

    /// <summary>One life: gets some messages, says at most a line for each that it is queued and one that it has moved, so that it is never silent, and is killed.</summary>
    private async Task LiveAndDieAsync(int life, Random random, Func<int, Task>? between)
    {
        using var outbox = new SpeakingProgram(Program, directory, bootstrapServers, topic, "-");
        var given = random.Next(1, 200);
        await outbox.GiveAsync(Enumerable.Range(0, given).Select(number => $"life {life} message {number}"));
        var interruption = between?.Invoke(life) ?? Task.CompletedTask;
        for (var lines = random.Next(5) == 0 ? 0 : random.Next(given * 2); lines > 0 && await outbox.HearAsync() is { } said; lines--)
        {
            Note(said);
        }

        await interruption;
        outbox.Kill();
        while (await outbox.HearAsync() is { } saidBefore)
        {
            Note(saidBefore);
        }
    }

    private async Task RunToTheEndAsync()
    {
        using var outbox = new SpeakingProgram(Program, directory, bootstrapServers, topic);
        while (await outbox.HearAsync() is { } said)
        {
            Note(said);
        }

        Assert.Empty(await outbox.HearAllAsync());
    }

    private void Note((string What, long Offset, string Text) said)
    {
        if (said.What == "queued")
        {
            _queued.Add(said.Offset, said.Text);
        }
        else
        {
            Assert.Equal("moved", said.What);
            Assert.Equal(_moved.GetValueOrDefault(said.Offset, said.Text), said.Text);
            _moved[said.Offset] = said.Text;
        }
    }

    /// <summary>All that the other cluster has, in its order, with the offsets in the outbox that stand in the headers.</summary>
    private async Task<List<(long Offset, string Text)>> ArrivedAsync()
    {
        await using var consumer = new Consumer<byte[]?, string>(new ConsumerConfig { BootstrapServers = bootstrapServers, EnablePartitionEof = true });
        consumer.Assign([new TopicPartitionOffset(topic, 0, 0)]);
        var arrived = new List<(long, string)>();
        while (consumer.Consume(TimeSpan.FromSeconds(30)) is { IsPartitionEof: false } record)
        {
            Assert.True(record.Message.Headers!.TryGetLast("outbox-offset", out var offset));
            arrived.Add((long.Parse(Encoding.ASCII.GetString(offset.Value!.Value.Span), CultureInfo.InvariantCulture), record.Message.Value));
        }

        return arrived;
    }
}
