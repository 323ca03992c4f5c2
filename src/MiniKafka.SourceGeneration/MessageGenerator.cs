using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MiniKafka.SourceGeneration;

/// <summary>
/// Generates reading, writing and measuring for every message class, the refusal of every request, the catalog of APIs, and
/// the catalog of persisted records. It knows the grammar of the protocol only; the facts stand in the definitions.
/// </summary>
[Generator]
public sealed class MessageGenerator : IIncrementalGenerator
{
    private const string Attributes = "MiniKafka.Protocol.Declarations.";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var requests = Emit(context, MessageKind.Request);
        var responses = Emit(context, MessageKind.Response);
        var persisted = Emit(context, MessageKind.Persisted);
        Emit(context, MessageKind.Data);

        var apis = Entries(requests).Combine(Entries(responses));
        context.RegisterSourceOutput(apis, static (output, found) => CatalogEmitter.EmitApis(output, found.Left, found.Right));
        context.RegisterSourceOutput(Entries(persisted), CatalogEmitter.EmitRecords);
        var pairs = requests.Collect().Combine(responses.Collect()).SelectMany(static (found, _) => ApiModel.Pair(found.Left, found.Right));
        context.RegisterSourceOutput(pairs, static (output, api) => RefusalEmitter.Emit(output, api));
    }

    private static IncrementalValueProvider<ImmutableArray<CatalogEntry>> Entries(IncrementalValuesProvider<MessageModel> messages) =>
        messages.Select(static (message, _) => CatalogEntry.Of(message)).Collect();

    private static IncrementalValuesProvider<MessageModel> Emit(IncrementalGeneratorInitializationContext context, MessageKind kind)
    {
        var messages = context.SyntaxProvider.ForAttributeWithMetadataName(
            Attributes + kind + "Attribute",
            static (node, _) => node is ClassDeclarationSyntax,
            (found, _) => MessageParser.Parse(found, kind));
        context.RegisterSourceOutput(messages, static (output, message) =>
        {
            foreach (var problem in message.Problems)
            {
                output.ReportDiagnostic(Rules.Create(problem));
            }

            if (message.Problems.Count == 0)
            {
                output.AddSource(message.Name + ".g.cs", SourceText.From(MessageEmitter.Emit(message), Encoding.UTF8));
            }
        });
        return messages;
    }
}
