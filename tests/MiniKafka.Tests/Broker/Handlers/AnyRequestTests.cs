using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Protocol;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>
/// Whatever is asked in whatever version, no handler fails, and what it answers can be said in that version: a field that the version lacks, or a
/// text that does not fit, would cost the client its connection.
/// </summary>
public sealed class AnyRequestTests
{
    private const int PerVersion = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Names that are there, names that are not allowed, and one that makes any message about it too long for a string of the protocol.</summary>
    private static readonly string[] Names = ["t", "__consumer_offsets", "0", "g", "range", "retention.ms", "", "a/b", "line\nbreak", new('x', short.MaxValue - 7)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_request_of_a_client_makes_a_handler_fail_or_answer_what_its_version_cannot_say(int seed)
    {
        using var failures = new FailedRequests();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.LoggerFactory = failures;
            options.Topics.Add("t", partitions: 2);
        });
        var random = new Random(seed);
        var messages = new RandomMessages(random, Names);
        var loop = kafka.Host.CreateLoop("anybody");
        foreach (var (api, versions) in await ServedAsync(kafka))
        {
            var type = MessageType.All.Single(message => message.Class.Name == $"{api.Name}Request");
            foreach (var version in versions.Where(api.Supports))
            {
                await loop.InvokeAsync(async () =>
                {
                    List<IConnection> connections = [];
                    for (var i = 0; i < PerVersion; i++)
                    {
                        var connection = await kafka.InMemory.Transport.ConnectAsync(kafka.InMemory.Bootstrap[0], loop);
                        connections.Add(connection);
                        var request = (IRequest)messages.Create(type, version);
                        await connection.SendAsync(new Frame(FrameCodec.EncodeRequest(request, version, i, "anybody")));
                    }

                    // Some wait for what never comes: others to join their group, records to fetch.
                    await Task.WhenAny(Task.WhenAll(connections.Select(AnsweredAsync)), Task.Delay(Patience, loop.Clock));
                    foreach (var connection in connections)
                    {
                        await connection.DisposeAsync();
                    }
                });
            }
        }

        Assert.True(failures.Texts.IsEmpty, string.Join(Environment.NewLine, failures.Texts));
    }

    private static async Task AnsweredAsync(IConnection connection)
    {
        try
        {
            (await connection.ReceiveAsync())?.Dispose();
        }
        catch (ConnectionClosedException)
        {
            // A request that has no answer in its version may cost the connection, as long as the handler says so.
        }
    }

    private static async Task<List<(Api Api, IEnumerable<short> Versions)>> ServedAsync(KafkaCluster kafka)
    {
        var loop = kafka.Host.CreateLoop("versions");
        var told = await loop.InvokeAsync(async () =>
        {
            await using var client = await MiniKafka.Rpc.RpcClient.ConnectAsync(
                kafka.InMemory.Transport, kafka.InMemory.Bootstrap[0], loop, new MiniKafka.Rpc.RpcClientOptions { ClientId = "versions" });
            return await client.CallAsync(new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" });
        });
        return
        [
            .. told.ApiKeys.Select(served => (ApiCatalog.Get((ApiKey)served.ApiKey), Enumerable.Range(served.MinVersion, served.MaxVersion - served.MinVersion + 1).Select(version => (short)version))),
        ];
    }

    /// <summary>Keeps what a server tells of handlers that failed, once for each API, version and reason.</summary>
    private sealed class FailedRequests : ILoggerFactory, ILogger
    {
        public ConcurrentDictionary<string, string> Found { get; } = new(StringComparer.Ordinal);

        public ConcurrentBag<string> Texts => [.. Found.Values];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = formatter(state, exception);
                Found.TryAdd($"{text}{exception?.GetType()}{exception?.Message[..Math.Min(40, exception.Message.Length)]}", $"{text} {exception}"[..Math.Min(900, $"{text} {exception}".Length)]);
            }
        }

        public void Dispose()
        {
        }
    }
}
