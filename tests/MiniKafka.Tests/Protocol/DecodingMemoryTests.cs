using System.Buffers.Binary;
using System.Collections;
using System.Reflection;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>Reading a request takes at most four times the memory of its frame and one MiB, whatever it says.</summary>
public class DecodingMemoryTests
{
    private const int Elements = 10_000;

    // What a message takes itself, an exception, and what the runtime does the first time.
    private const int Slack = 16 * 1024;

    public static TheoryData<string> Requests => new(ApiCatalog.All.Select(api => api.Name));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Reading_takes_no_more_memory_than_the_bound_whichever_list_is_full_of_the_smallest(string api)
    {
        var type = MessageType.All.Single(type => type.Class.Name == api + "Request");
        for (var version = type.MinVersion; version <= type.MaxVersion; version++)
        {
            foreach (var hostile in Hostile(type, version))
            {
                var bytes = MessageEncoder.ToArray(hostile, version);
                AssertBounded(type, version, bytes);
                AssertBounded(type, version, bytes[..(bytes.Length / 2)]);
                AssertBounded(type, version, bytes[..Math.Min(bytes.Length, 200)]);
            }
        }
    }

    [Fact]
    public void Metadata_of_a_hundred_thousand_topics_is_read_in_every_version()
    {
        for (short version = 0; version <= 13; version++)
        {
            var request = new MetadataRequest();
            for (var i = 0; i < 100_000; i++)
            {
                request.Topics!.Add(new() { Name = $"a-topic-of-many-{i:D6}" });
            }

            var reader = ProtocolReader.OfRequest(new SharedBytes(MessageEncoder.ToArray(request, version)));

            Assert.Equal(100_000, MetadataRequest.Read(ref reader, version).Topics!.Count);
        }
    }

    [Fact]
    public void Fifty_million_empty_names_are_refused_before_the_first_is_read()
    {
        var frame = new byte[100_000_000];
        BinaryPrimitives.WriteInt32BigEndian(frame, (frame.Length - sizeof(int)) / sizeof(short));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Refusal(MessageType.All.Single(type => type.Class == typeof(MetadataRequest)), 1, ProtocolReader.OfRequest(new SharedBytes(frame)));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(refusal!.IsTooCostly);
        Assert.True(allocated < Slack, $"{allocated} bytes were allocated.");
    }

    [Fact]
    public void Halves_of_surrogate_pairs_take_no_more_memory_than_their_text()
    {
        var bytes = new byte[30_002];
        (bytes[0], bytes[1]) = (30_000 >> 8, 30_000 & 0xFF);
        for (var i = 2; i < bytes.Length; i += 4)
        {
            ((byte[])[0x61, 0xED, 0xA0, 0x80]).CopyTo(bytes, i);
        }

        _ = Utf8Text.Decode(bytes.AsSpan(2));
        AssertBounded(MessageType.All.Single(type => type.Class == typeof(SaslHandshakeRequest)), 1, bytes);
    }

    [Fact]
    public void A_request_of_any_api_and_version_that_was_not_read_can_be_refused()
    {
        var silent = new List<string>();
        foreach (var api in ApiCatalog.All)
        {
            for (var version = api.MinVersion; version <= api.MaxVersion; version++)
            {
                if (api.RefuseUnread(version, ErrorCode.InvalidRequest, "why") is not { } answer)
                {
                    silent.Add($"{api.Name} {version}");
                    continue;
                }

                var refused = MessageEncoder.ToArray(answer, version).AsSpan();
                Assert.True(refused.IndexOf((ReadOnlySpan<byte>)[0, (byte)ErrorCode.InvalidRequest]) >= 0, $"{api.Name} {version}");
            }
        }

        // Their answers list topics, and nothing else can be refused.
        Assert.Contains("Produce 12", silent);
        Assert.Contains("Metadata 12", silent);
        Assert.DoesNotContain("Metadata 13", silent);
        Assert.DoesNotContain("Fetch 12", silent);
    }

    private static void AssertBounded(MessageType type, short version, byte[] bytes)
    {
        var most = 4L * bytes.Length;
        Refusal(type, version, new ProtocolReader(new SharedBytes(bytes[..Math.Min(bytes.Length, 50)]), most));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(type, version, new ProtocolReader(new SharedBytes(bytes), most));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated <= most + Slack, $"{type} version {version}: {allocated} bytes were allocated for {bytes.Length}.");
    }

    private static ProtocolException? Refusal(MessageType type, short version, ProtocolReader reader)
    {
        try
        {
            type.Read(ref reader, version);
            return null;
        }
        catch (ProtocolException refusal)
        {
            return refusal;
        }
    }

    /// <summary>For each list there is in a message, wherever it lies: the message with that list full of what takes fewest bytes, and the others with one element each.</summary>
    private static IEnumerable<IMessage> Hostile(MessageType type, short version)
    {
        foreach (var path in ListPaths(type.Class, version, []))
        {
            yield return (IMessage)Smallest(type.Class, version, path, "");
            yield return (IMessage)Smallest(type.Class, version, path, "a");
        }
    }

    private static IEnumerable<PropertyInfo[]> ListPaths(Type type, short version, PropertyInfo[] above)
    {
        foreach (var property in MessageType.FieldsOf(type).Where(property => MessageType.Exists(MessageType.FieldOf(property), version)))
        {
            PropertyInfo[] path = [.. above, property];
            if (MessageType.IsList(property.PropertyType))
            {
                yield return path;
            }

            var inner = MessageType.IsList(property.PropertyType) ? property.PropertyType.GenericTypeArguments[0] : property.PropertyType;
            foreach (var deeper in MessageType.IsStruct(inner) ? ListPaths(inner, version, path) : [])
            {
                yield return deeper;
            }
        }
    }

    private static object Smallest(Type type, short version, ReadOnlySpan<PropertyInfo> full, string text)
    {
        var message = Activator.CreateInstance(type)!;
        foreach (var property in MessageType.FieldsOf(type).Where(property => MessageType.Exists(MessageType.FieldOf(property), version)))
        {
            var isOnTheWay = full.Length > 0 && property == full[0];
            if (MessageType.IsList(property.PropertyType))
            {
                var list = (IList)Activator.CreateInstance(property.PropertyType)!;
                var count = !isOnTheWay ? MessageType.FieldOf(property).Tag >= 0 ? 0 : 1 : full.Length == 1 ? Elements : 1;
                var element = property.PropertyType.GenericTypeArguments[0];
                var item = count == 0 ? null : MessageType.IsStruct(element) ? Smallest(element, version, isOnTheWay ? full[1..] : [], text) : SmallestValue(element, text);
                for (var i = 0; i < count; i++)
                {
                    list.Add(item);
                }

                property.SetValue(message, list);
            }
            else if (MessageType.IsStruct(property.PropertyType) && isOnTheWay)
            {
                property.SetValue(message, Smallest(property.PropertyType, version, full[1..], text));
            }
        }

        return message;
    }

    private static object SmallestValue(Type type, string text) => type == typeof(string) ? text : type == typeof(byte[]) ? Array.Empty<byte>() : Activator.CreateInstance(type)!;
}
