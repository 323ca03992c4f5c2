using System.Collections;
using System.Reflection;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Protocol;

/// <summary>Whatever is refused in whatever version, each item that was asked for hears the error: from its own answer, or from one for all of them.</summary>
public sealed class RefusalTests
{
    private const int PerVersion = 5;
    private const string Words = "No.";

    /// <summary>Versions of old that have no place for an error: all they can say is nothing.</summary>
    private static readonly HashSet<(ApiKey Key, short Version)> Speechless = [(ApiKey.DescribeLogDirs, 1), (ApiKey.DescribeLogDirs, 2)];

    /// <summary>Their requests say by themselves how they are refused; each has a test of its own below.</summary>
    private static readonly HashSet<ApiKey> Irregular = [ApiKey.Produce, ApiKey.AlterReplicaLogDirs, ApiKey.AlterUserScramCredentials];

    [Theory]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, Words)]
    [InlineData(ErrorCode.RequestTimedOut, null)]
    [InlineData(ErrorCode.UnknownServerError, "")]
    public void Every_item_of_a_refused_request_is_answered_in_every_version(ErrorCode code, string? words)
    {
        var messages = new RandomMessages(new Random(1)) { FewestItems = 1 };
        foreach (var (api, type, version) in AllRequests())
        {
            for (var i = 0; i < PerVersion; i++)
            {
                var request = (IRequest)messages.Create(type, version);
                var answer = SentAndRead(api, request.Refuse(version, code, words), version);
                Assert.Equal(api.Key, answer.ApiKey);
                if (!Irregular.Contains(api.Key))
                {
                    var saysSo = IsAnswered(answer, request, version, code);
                    Assert.True(saysSo != Speechless.Contains((api.Key, version)), $"{api.Name} version {version}: {MessageText.Of(answer)} to {MessageText.Of(request)}");
                }
            }
        }
    }

    [Fact]
    public void A_request_without_items_can_be_refused_too()
    {
        foreach (var (api, type, version) in AllRequests())
        {
            var request = (IRequest)Activator.CreateInstance(type.Class)!;
            Assert.Equal(api.Key, SentAndRead(api, request.Refuse(version, ErrorCode.NotController, Words), version).ApiKey);
        }
    }

    [Fact]
    public void Each_partition_of_a_refused_produce_is_answered_once()
    {
        var request = new ProduceRequest
        {
            TopicData =
            [
                new() { Name = "t", PartitionData = [new() { Index = 0 }, new() { Index = 1 }] },
                new() { Name = "none" },
                new() { Name = "t", PartitionData = [new() { Index = 1 }, new() { Index = 2 }] },
            ],
        };
        var topic = Assert.Single(request.Refuse(9, ErrorCode.CorruptMessage, Words).Responses);
        Assert.Equal("t", topic.Name);
        Assert.Equal(["0 CorruptMessage -1 No.", "1 CorruptMessage -1 No.", "2 CorruptMessage -1 No."], topic.PartitionResponses.Select(one => $"{one.Index} {one.ErrorCode} {one.BaseOffset} {one.ErrorMessage}"));
    }

    [Fact]
    public void Each_replica_that_shall_move_is_refused_without_its_directory()
    {
        var request = new AlterReplicaLogDirsRequest
        {
            Dirs = [new() { Path = "/a", Topics = [new() { Name = "t", Partitions = [0, 1] }, new() { Name = "u", Partitions = [2] }] }, new() { Path = "/b", Topics = [new() { Name = "t", Partitions = [3] }] }],
        };
        var answer = request.Refuse(2, ErrorCode.ClusterAuthorizationFailed);
        Assert.Equal(
            ["t 0 ClusterAuthorizationFailed", "t 1 ClusterAuthorizationFailed", "u 2 ClusterAuthorizationFailed", "t 3 ClusterAuthorizationFailed"],
            answer.Results.SelectMany(topic => topic.Partitions.Select(partition => $"{topic.TopicName} {partition.PartitionIndex} {partition.ErrorCode}")));
    }

    [Fact]
    public void Each_user_is_refused_once_however_many_credentials_are_meant()
    {
        var request = new AlterUserScramCredentialsRequest { Deletions = [new() { Name = "a" }, new() { Name = "b" }], Upsertions = [new() { Name = "b" }, new() { Name = "c" }] };
        Assert.Equal(["a NotController No.", "b NotController No.", "c NotController No."], request.Refuse(0, ErrorCode.NotController, Words).Results.Select(one => $"{one.User} {one.ErrorCode} {one.ErrorMessage}"));
    }

    private static IEnumerable<(Api Api, MessageType Type, short Version)> AllRequests() =>
        from api in ApiCatalog.All
        let type = MessageType.All.Single(message => message.Class.Name == $"{api.Name}Request")
        from version in Enumerable.Range(api.MinVersion, api.MaxVersion - api.MinVersion + 1)
        select (api, type, (short)version);

    /// <summary>What a client of that version hears.</summary>
    private static IResponse SentAndRead(Api api, IResponse answer, short version)
    {
        var bytes = MessageEncoder.ToArray(answer, version);
        var reader = new ProtocolReader(bytes);
        var read = api.DecodeResponse(ref reader, version);
        Assert.Equal(bytes, MessageEncoder.ToArray(read, version));
        return read;
    }

    /// <summary>Whether a structure of the answer says the error itself, or each item of a list that echoes one of the request does; what it echoes is compared.</summary>
    private static bool IsAnswered(object answer, object asked, short version, ErrorCode code)
    {
        var fields = MessageType.FieldsOf(answer.GetType()).Where(field => MessageType.Exists(MessageType.FieldOf(field), version)).ToList();
        var saysSo = fields.Find(field => field.PropertyType == typeof(ErrorCode)) is { } error && (ErrorCode)error.GetValue(answer)! == code;
        foreach (var field in fields)
        {
            foreach (var echo in field.GetCustomAttributes<EchoAttribute>().Where(echo => version >= echo.Since && version <= echo.Until))
            {
                var source = asked.GetType().GetProperty(echo.Source ?? field.Name)!;
                if (!MessageType.Exists(MessageType.FieldOf(source), version))
                {
                    continue;
                }

                var (said, meant) = (field.GetValue(answer), source.GetValue(asked));
                if (said is not IList results)
                {
                    Assert.Equal(meant ?? "", said ?? "");
                    continue;
                }

                var items = meant as IList ?? Array.Empty<object>();
                Assert.Equal(items.Count, results.Count);
                saysSo |= items.Count > 0 && Enumerable.Range(0, items.Count).Count(i => IsItemAnswered(results[i]!, items[i]!, version, code)) == items.Count;
            }
        }

        return saysSo;
    }

    private static bool IsItemAnswered(object result, object item, short version, ErrorCode code)
    {
        if (MessageType.IsStruct(item.GetType()))
        {
            return IsAnswered(result, item, version, code);
        }

        Assert.Contains(item, Values(result));
        return Values(result).Contains(code);
    }

    private static object?[] Values(object structure) => [.. MessageType.FieldsOf(structure.GetType()).Select(field => field.GetValue(structure))];
}
