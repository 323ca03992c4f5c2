using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>Steps through a method body and reports every operand that refers to a type, method or field.</summary>
internal static class IntermediateLanguage
{
    private const byte TwoByteOpcodePrefix = 0xFE;

    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    public static void ForEachToken(BlobReader body, Action<EntityHandle> onToken)
    {
        while (body.RemainingBytes > 0)
        {
            ushort code = body.ReadByte();
            if (code == TwoByteOpcodePrefix)
            {
                code = (ushort)((TwoByteOpcodePrefix << 8) | body.ReadByte());
            }

            switch (Operands[code])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    onToken((EntityHandle)MetadataTokens.Handle(body.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = body.ReadInt32();
                    body.Offset += targets * sizeof(int);
                    break;
                default:
                    body.Offset += OperandBytes(Operands[code]);
                    break;
            }
        }
    }

    private static int OperandBytes(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
