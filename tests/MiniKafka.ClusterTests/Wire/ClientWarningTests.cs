using System.Text;
using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>What a client does in vain is warned of once, with what helps; and no client writes lines of its own into the log.</summary>
public sealed class ClientWarningTests : IDisposable
{
    private readonly ListedLogs _logs = new();
    private readonly ListedLogs _everything = new(LogLevel.Trace);

    public void Dispose()
    {
        _logs.Dispose();
        _everything.Dispose();
    }

    [Fact]
    public async Task An_unknown_topic_is_warned_of_once_with_the_switch_that_would_create_it()
    {
        await using var kafka = await StartAsync(_logs);
        using var connection = await RawConnection.ToAsync(kafka);
        for (var i = 0; i < 3; i++)
        {
            await connection.AskAsync(new MetadataRequest { Topics = [new() { Name = "nowhere" }], AllowAutoTopicCreation = true }, 9);
        }

        var warning = Assert.Single(_logs.Messages);
        Assert.StartsWith("Client 'raw' from /127.0.0.1 asked for the topic 'nowhere', which does not exist: create it, or set auto.create.topics.enable=true on the brokers.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_is_not_served_is_warned_of_once()
    {
        await using var kafka = await StartAsync(_logs);
        for (var i = 0; i < 3; i++)
        {
            using var connection = await RawConnection.ToAsync(kafka);
            await connection.AskAsync(new ApiVersionsRequest { ClientSoftwareName = "raw-client", ClientSoftwareVersion = "1" }, 3);
            await connection.SendAsync(new ConsumerGroupHeartbeatRequest { GroupId = "g" }, 0);
            Assert.True(await connection.IsClosedByBrokerAsync());
        }

        Assert.Equal(
            ["Client 'raw' (raw-client 1) from /127.0.0.1 asked for ConsumerGroupHeartbeat version 0: it is not served here. Its connection was closed. Warned of once."],
            _logs.Messages);
    }

    [Fact]
    public async Task A_client_of_librdkafka_that_looks_for_its_coordinator_again_and_again_is_told_of_the_protocol_that_is_served()
    {
        await using var kafka = await StartAsync(_logs);
        using var connection = await RawConnection.ToAsync(kafka);
        await connection.AskAsync(new ApiVersionsRequest { ClientSoftwareName = "confluent-kafka-dotnet", ClientSoftwareVersion = "2.16.0" }, 3);
        for (var i = 0; i < 10; i++)
        {
            var found = await connection.AskAsync(new FindCoordinatorRequest { Key = "newer" }, 3);
            Assert.Equal(ErrorCode.None, found.ErrorCode);
        }

        var warning = Assert.Single(_logs.Messages);
        Assert.Contains("group 'newer'", warning, StringComparison.Ordinal);
        Assert.Contains("ConsumerGroupHeartbeat, which is not served yet: set group.protocol=classic", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "It begins with 'GET ', which is not Kafka's protocol.")]
    [InlineData("\u0016\u0003\u0001\u0002\0", "It begins like TLS, which this listener does not speak.")]
    public async Task Another_protocol_is_refused_with_its_name(string bytes, string reason)
    {
        await using var kafka = await StartAsync(_logs);
        for (var i = 0; i < 2; i++)
        {
            using var connection = await RawConnection.ToAsync(kafka);
            await connection.SendAsync(Encoding.Latin1.GetBytes(bytes));
            Assert.True(await connection.IsClosedByBrokerAsync());
        }

        var warning = Assert.Single(_logs.Messages);
        Assert.StartsWith("A connection from /127.0.0.1 to the listener PLAINTEXT was refused: a frame of ", warning, StringComparison.Ordinal);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_more_than_an_address_may_have_is_refused_with_the_key_that_says_so()
    {
        await using var kafka = await StartAsync(_logs, ("max.connections.per.ip", "1"));
        using var first = await RawConnection.ToAsync(kafka);
        await first.AskAsync(new ApiVersionsRequest(), 0);
        using var second = await RawConnection.ToAsync(kafka);
        Assert.True(await second.IsClosedByBrokerAsync());
        Assert.Contains("max.connections.per.ip", Assert.Single(_logs.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_clients_send_stay_in_the_line_that_is_about_them()
    {
        const string Forged = "x\n12:00:00 Critical [broker 0] all data is lost\u001b[2J\u2028\r";
        await using (var kafka = await StartAsync(_everything))
        {
            var loop = kafka.Host.CreateLoop("forger");
            await loop.InvokeAsync(async () =>
            {
                await using var client = await RpcClient.ConnectAsync(kafka.InMemory.Transport, kafka.InMemory.Bootstrap[0], loop, new RpcClientOptions { ClientId = Forged });
                foreach (var request in (IRequest<IResponse>[])[
                    new MetadataRequest { Topics = [new() { Name = Forged }, new() { Name = Forged + new string('x', 30_000) }] },
                    new InitProducerIdRequest { TransactionalId = Forged },
                    new DeleteTopicsRequest { Topics = [new() { Name = Forged }] },
                    new FindCoordinatorRequest { KeyType = 0, CoordinatorKeys = [Forged] }])
                {
                    await client.CallAsync(request);
                }
            });
            await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { ClientId = Forged, GroupId = Forged, GroupInstanceId = Forged });
            consumer.Subscribe("t");
            consumer.Consume(TimeSpan.FromSeconds(1));
            await using var admin = kafka.CreateAdmin();
            var refused = await Assert.ThrowsAnyAsync<KafkaException>(() => admin.CreateTopicAsync(Forged));
            Assert.DoesNotContain(refused.Message, char.IsControl);
        }

        Assert.Contains(_everything.Lines, line => line.Event.Name == "MemberJoined");
        Assert.All(_everything.Lines, line =>
        {
            Assert.DoesNotContain(line.Text, character => char.IsControl(character) || character == '\u2028');
            Assert.InRange(line.Text.Length, 1, 2000);
        });
    }

    private static Task<KafkaCluster> StartAsync(ListedLogs logs, params (string Key, string Value)[] properties) => KafkaCluster.StartAsync(options =>
    {
        options.LoggerFactory = logs;
        options.Listen();
        options.Topics.Add("t", partitions: 1);
        options.Properties["auto.create.topics.enable"] = "false";
        foreach (var (key, value) in properties)
        {
            options.Properties[key] = value;
        }
    });
}
